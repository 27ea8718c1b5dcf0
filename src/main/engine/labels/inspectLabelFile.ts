import type { LabelFileChoice, LabelFilePreview } from '../../../shared/labelFiles';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';

/** What a label file holds. */
export function inspectLabelFile(
  _project: Project,
  _request: LabelFileChoice & { path: string },
): Promise<LabelFilePreview> {
  return Promise.reject(new UserError('unsupported-file', 'Previews of label files are being built.'));
}
