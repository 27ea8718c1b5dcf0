import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { cancelled, UserError } from '../../../shared/errors';
import { notAcrossAntimeridian, type LonLatBox } from '../../../shared/geo/lonLat';
import type { TagFilter } from '../../../shared/labels/labelClasses';

/** The most bytes of a response. */
const ANSWER_BYTES_MAX = 400 * 1024 * 1024;

/** Time limit of the query on the server, and of waiting without a byte, seconds. */
const TIMEOUT_S = 180;

/**
 * The Overpass QL query for everything in a box that satisfies one of the filters ("Overpass API/Overpass QL",
 * OpenStreetMap wiki); lines come with their geometry.
 */
export function overpassQuery(filters: readonly TagFilter[], box: LonLatBox): string {
  const parts = notAcrossAntimeridian(box).map(({ westDeg, southDeg, eastDeg, northDeg }) =>
    [southDeg, westDeg, northDeg, eastDeg].map((value) => value.toFixed(6)).join(','),
  );
  const statements = filters.flatMap((filter) => {
    const conditions = Object.entries(filter)
      .map(([key, values]) =>
        values.includes('*')
          ? `[${JSON.stringify(key)}]`
          : `[${JSON.stringify(key)}~${JSON.stringify(`^(${values.map(escapeRegex).join('|')})$`)}]`,
      )
      .join('');
    return parts.flatMap((bounds) => [`  node${conditions}(${bounds});`, `  way${conditions}(${bounds});`]);
  });
  return `[out:json][timeout:${TIMEOUT_S}];\n(\n${statements.join('\n')}\n);\nout geom;\n`;
}

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Queries an Overpass server and returns the JSON text of its response.
 * @param onBytes called with how much has arrived
 * @throws UserError `network` saying what went wrong and what to do; `cancelled`
 */
export async function askOverpass(
  serverUrl: string,
  query: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const answer = await post(new URL(serverUrl), `data=${encodeURIComponent(query)}`, onBytes, signal);
  // Error pages come as HTML, whatever format was requested.
  if (/^\s*\{/.test(answer.toString('latin1', 0, 1000))) return answer;
  throw new UserError(
    'network',
    `${serverUrl} did not answer with JSON. Check the Overpass server's address in the settings.`,
  );
}

function post(
  url: URL,
  body: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (detail: string, cause?: unknown): void => {
      const error = signal.aborted
        ? cancelled()
        : new UserError('network', `${url.host}: ${detail}`, { cause });
      reject(error);
    };
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      url,
      {
        method: 'POST',
        signal,
        timeout: TIMEOUT_S * 1000,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Topo2Vec-Workbench',
          accept: 'application/json',
        },
      },
      (response) => {
        const { statusCode = 0 } = response;
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes > ANSWER_BYTES_MAX) {
            request.destroy(new Error('the answer is larger than 400 MB; choose a smaller area'));
            return;
          }
          parts.push(part);
          onBytes(bytes);
        });
        response.on('aborted', () => {
          fail('the connection broke off. Try again.');
        });
        response.on('end', () => {
          if (!response.complete) fail('the connection broke off. Try again.');
          else if (statusCode === 200) resolve(Buffer.concat(parts));
          else fail(explainStatus(statusCode));
        });
      },
    );
    request.on('timeout', () => {
      request.destroy(
        new Error(`no answer within ${TIMEOUT_S} s. Try again later, or choose a smaller area`),
      );
    });
    request.on('error', (error) => {
      fail(
        `${error.message}. Check the connection and the Overpass server's address in the settings.`,
        error,
      );
    });
    request.end(body);
  });
}

function explainStatus(status: number): string {
  if (status === 429 || status === 504) return `the server is busy (${status}). Wait a minute and try again.`;
  if (status === 400)
    return 'the server did not understand the query (400). Check the tag filter of the classes.';
  return `the server answered ${status}. Check the Overpass server's address in the settings.`;
}
