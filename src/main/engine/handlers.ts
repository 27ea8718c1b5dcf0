import { join } from 'node:path';
import type { engineContract } from '../../shared/contract/engine';
import type { Handlers } from '../../shared/rpc/contract';
import { classMapHandlers } from './classMaps/classMapHandlers';
import { listDetections } from './detections/listDetections';
import { listRuns, removeRun, setThreshold } from './detections/runs';
import { judgeDetection, judgeGridDetection, listGridVerdicts } from './detections/verdicts';
import { probabilityTile } from './detections/probabilityTile';
import { inspectDtm } from './dtms/inspectDtm';
import { locateDtm, removeDtm, renameDtm } from './dtms/changeDtms';
import { listDtms } from './dtms/dtms';
import { crsFromText } from '../terrain/geo/crsFromText';
import { foundCrs, searchCrs } from '../terrain/geo/searchCrs';
import { listEncoders, makeDefaultEncoder, removeEncoder } from './encoders/encoders';
import { reconstructPlace } from './encoders/reconstructPlace';
import { exportEncoder, importEncoder } from './encoders/layersModel';
import type { Engine } from './engine';
import { labelledPlaces } from './explore/labelledPlaces';
import { listExplorations, readPlaces, removeExploration } from './explore/explorations';
import { placeProbabilities } from './explore/placeProbabilities';
import { placeTile } from './explore/placeTile';
import { exportExperiment } from './experiments/exportExperiment';
import { listExperiments, readExperiment, removeExperiment } from './experiments/experiments';
import { exportClassMap } from './export/exportClassMap';
import { exportPage } from './export/exportPage';
import { exportPicture } from './export/exportPicture';
import { exportPoints } from './export/exportPoints';
import { exportProbability } from './export/exportProbability';
import { sendHead, takeHead } from './heads/gridHeads';
import { headCurves } from './heads/curves';
import { listHeads, removeHead } from './heads/heads';
import { comparisonTile } from './labelling/compareHeads';
import { liveHead } from './labelling/liveHead';
import { changeLabels } from './labels/changeLabels';
import { listClasses, moveClass, putClass, removeClass } from './labels/classes';
import { exportClasses } from './labels/classFiles/exportClasses';
import { importClasses } from './labels/classFiles/importClasses';
import { mergeClasses } from './labels/mergeClasses';
import { addArea, listAreas, removeArea, reshapeArea, setAreaPlaces } from './labels/areas/areas';
import { inspectLabelFile } from './labels/inspectLabelFile';
import { addLabel, addLabels, checkLabel, flipLabel, listLabels, removeLabels } from './labels/labels';
import { freeLayers } from './layers/freeLayers';
import { listLayers } from './layers/layers';
import {
  addMapLayer,
  listMapLayers,
  moveMapLayer,
  removeMapLayer,
  renameMapLayer,
  setMapLayer,
} from './mapLayers/mapLayers';
import { setNames } from './names';
import type { OpenProject } from './project/openProject';
import { exportRegions, importRegions } from './regions/regionFiles';
import { addRegion, changeRegion, listRegions, removeRegion } from './regions/regions';
import { alikeDistances, alikeTile } from './retrieval/alikeMap';
import { listRetrievals, removeRetrieval } from './retrieval/retrievals';
import { undoState } from './store/undo';
import { agreementTile } from './tiles/agreementTile';
import { terrainHandlers } from './tiles/terrainHandlers';
import { presetInfos } from './training/presets';

/** Where the parts of the engine meet: each procedure of the contract and its handler. */
export function handlersOf(engine: Engine): Handlers<typeof engineContract> {
  const { checkGrant, resourcesDir, compute } = engine.options;
  const project = (): OpenProject => engine.current.project;
  const database = (): OpenProject['database'] => project().database;

  return {
    project: {
      create: async ({ path }) => {
        checkGrant('create', path);
        return (await engine.create(path)).info();
      },
      open: async ({ path }) => {
        checkGrant('open', path);
        return (await engine.openAsAllowed(path)).info();
      },
      restore: async ({ path }) => {
        checkGrant('open', path);
        return (await engine.restore(path)).info();
      },
      openSample: async ({ path }) => {
        checkGrant('open', path);
        return (await engine.openSample(path)).info();
      },
      info: () => project().info(),
      watch: (_, signal) => project().topics.watch(signal),
      changes: () => project().topics.changes,
      undoState: () => undoState(database()),
      undo: () => engine.current.turnStep('undo'),
      redo: () => engine.current.turnStep('redo'),
      device: (_, signal) => compute().device.describe(undefined, signal),
    },
    dtms: {
      list: () => listDtms(project()),
      inspect: (file) => {
        checkGrant('open', file.path);
        return inspectDtm(project().cacheDir, file);
      },
      rename: ({ dtmId, name }) => renameDtm(project(), dtmId, name),
      remove: ({ dtmId }) => removeDtm(project(), dtmId),
      locate: ({ dtmId, path }) => {
        checkGrant('open', path);
        return locateDtm(project(), dtmId, path);
      },
      renew: ({ dtmId }) => engine.current.renewDtm(dtmId),
    },
    crs: {
      find: ({ text }) => foundCrs(crsFromText(text)),
      search: ({ words, most }) => searchCrs(words, most),
    },
    terrain: terrainHandlers(project),
    labels: {
      classes: () => listClasses(database()),
      putClass: (entry) => putClass(project(), entry),
      removeClass: ({ classId }) => removeClass(project(), classId),
      moveClass: ({ classId, to }) => moveClass(project(), classId, to),
      mergeClasses: (request) => mergeClasses(project(), request),
      importClasses: ({ path }) => {
        checkGrant('open', path);
        return importClasses(project(), path);
      },
      exportClasses: ({ path }) => {
        checkGrant('save', path);
        return exportClasses(database(), path);
      },
      list: () => listLabels(database()),
      add: (label) => addLabel(project(), label),
      addMany: (request) => addLabels(project(), request),
      remove: ({ ids }) => removeLabels(project(), ids),
      change: ({ ids, change }) => changeLabels(project(), ids, change),
      areas: () => listAreas(database()),
      addArea: (area) => addArea(project(), area),
      setAreaPlaces: ({ areaId, places }) => setAreaPlaces(project(), areaId, places),
      reshapeArea: ({ areaId, rings }) => reshapeArea(project(), areaId, rings),
      removeArea: ({ areaId }) => removeArea(project(), areaId),
      inspect: (request, signal) => {
        checkGrant('open', request.path);
        return inspectLabelFile(project(), request, signal);
      },
    },
    labelling: {
      refit: async ({ balanced, places, ...subject }) =>
        (await liveHead(project(), subject)).state(balanced, places),
      learning: async ({ balanced, ...subject }, signal) =>
        (await liveHead(project(), subject)).learning(balanced, signal),
      keep: async ({ balanced, ...subject }) => (await liveHead(project(), subject)).keep(balanced),
      answer: (label) => addLabel(project(), label, ['Confirm', 'Reject']),
      flip: ({ labelId }) => flipLabel(project(), labelId),
      check: ({ labelId }) => checkLabel(project(), labelId),
      comparison: (request) => comparisonTile(project(), request),
    },
    encoders: {
      list: () => listEncoders(database()),
      makeDefault: ({ encoderId }) => makeDefaultEncoder(project(), encoderId),
      remove: ({ encoderId }) => removeEncoder(project(), encoderId),
      export: ({ encoderId, folder }) => {
        checkGrant('save', folder);
        return exportEncoder(project(), encoderId, folder);
      },
      reconstruct: (request, signal) => reconstructPlace(project(), request, signal),
      import: ({ folder }) => {
        checkGrant('open', folder);
        return importEncoder(project(), folder);
      },
      presets: () => presetInfos(),
      layers: () => listLayers(database()),
      freeLayers: ({ layerIds }) => freeLayers(project(), layerIds, engine.current.tasks.list()),
    },
    heads: {
      list: () => listHeads(database()),
      curves: (request, signal) => headCurves(project(), request, signal),
      remove: ({ headId }) => removeHead(project(), headId),
    },
    detections: {
      runs: () => listRuns(database()),
      list: ({ runId }) => listDetections(database(), runId),
      setThreshold: ({ runId, threshold }) => setThreshold(project(), runId, threshold),
      judge: (answer) => judgeDetection(project(), answer),
      remove: ({ runId }) => removeRun(project(), runId),
      tile: (request) => probabilityTile(project(), request),
      agreement: (request) => agreementTile(project(), request),
    },
    classMaps: classMapHandlers(project),
    regions: {
      list: () => listRegions(database()),
      add: ({ name, rings }) => addRegion(project(), name, rings),
      change: ({ regionId, ...change }) => changeRegion(project(), regionId, change),
      remove: ({ regionId }) => removeRegion(project(), regionId),
      import: ({ path }) => {
        checkGrant('open', path);
        return importRegions(project(), path);
      },
      export: ({ path }) => {
        checkGrant('save', path);
        return exportRegions(database(), path);
      },
    },
    retrievals: {
      list: () => listRetrievals(database()),
      remove: ({ retrievalId }) => removeRetrieval(project(), retrievalId),
      distances: (request) => alikeDistances(project(), request),
      tile: (request) => alikeTile(project(), request),
    },
    experiments: {
      list: () => listExperiments(database()),
      report: ({ experimentId }) => readExperiment(database(), experimentId),
      export: ({ experimentId, folder }) => {
        checkGrant('save', folder);
        return exportExperiment(project(), experimentId, folder, join(resourcesDir, 'fonts'));
      },
      remove: ({ experimentId }) => removeExperiment(project(), experimentId),
    },
    explorations: {
      list: () => listExplorations(database()),
      remove: ({ explorationId }) => removeExploration(project(), explorationId),
      places: ({ explorationId }) => readPlaces(database(), explorationId),
      labels: ({ explorationId }) => labelledPlaces(database(), explorationId),
      probabilities: ({ explorationId, headId }, signal) =>
        placeProbabilities(project(), explorationId, headId, signal),
      tile: (request) => placeTile(project(), request),
    },
    mapLayers: {
      list: () => listMapLayers(database()),
      add: ({ kind }) => addMapLayer(project(), kind),
      remove: ({ kind }) => removeMapLayer(project(), kind),
      rename: ({ kind, name }) => renameMapLayer(project(), kind, name),
      move: ({ kind, to }) => moveMapLayer(project(), kind, to),
      set: (layer) => setMapLayer(project(), layer),
    },
    names: {
      set: (given) => setNames(project(), given),
    },
    exports: {
      points: ({ source, path, crs, region }) => {
        checkGrant('save', path);
        return exportPoints(project(), source, path, crs, region);
      },
      probability: ({ source, path, crs }) => {
        checkGrant('save', path);
        return exportProbability(project(), source, path, crs);
      },
      classMap: ({ source, path, crs }) => {
        checkGrant('save', path);
        return exportClassMap(project(), source, path, crs);
      },
      picture: ({ png, shown, path }) => {
        checkGrant('save', path);
        return exportPicture(project(), png, shown, path);
      },
      page: ({ page, shown, path }) => {
        checkGrant('save', path);
        return exportPage(project(), page, shown, path, join(resourcesDir, 'fonts'));
      },
    },
    grid: {
      open: async ({ terrain, data, path, ...access }) => {
        checkGrant('grid', access.address);
        checkGrant('open', terrain);
        if (data !== null) checkGrant('open', data);
        checkGrant('create', path);
        const { project: made, elsewhere } = await engine.openGrid(access, { terrain, data }, path);
        return { info: await made.info(), elsewhere };
      },
      connect: ({ terrain, data, ...access }) => {
        checkGrant('grid', access.address);
        for (const folder of [terrain, data]) if (folder !== null) checkGrant('open', folder);
        return engine.connectGrid(access, { terrain, data });
      },
      unallowed: (_, signal) => engine.unallowedPlaces(signal),
      allow: ({ data, sources }) => {
        for (const place of data === null ? sources : [data, ...sources]) checkGrant('grid-place', place);
        return engine.allowPlaces({ data, sources });
      },
      layers: async (_, signal) => {
        const { client } = await engine.current.sync.connected(signal);
        return client.search.layers(undefined, signal);
      },
      runs: async (_, signal) => {
        const { client } = await engine.current.sync.connected(signal);
        return client.detections.runs(undefined, signal);
      },
      heads: async (_, signal) => {
        const { client } = await engine.current.sync.connected(signal);
        return client.heads.list(undefined, signal);
      },
      sendHead: async ({ headId }, signal) =>
        sendHead(project(), await engine.current.sync.connected(signal), headId, signal),
      takeHead: async ({ key }, signal) =>
        takeHead(project(), await engine.current.sync.connected(signal), key, signal),
      detections: async function* (asked, signal) {
        const { client, places } = await engine.current.sync.connected(signal);
        yield* client.detections.strongest({ ...asked, places }, signal);
      },
      sample: async function* (asked, signal) {
        const { client, places } = await engine.current.sync.connected(signal);
        yield* client.detections.sample({ ...asked, places }, signal);
      },
      verdicts: () => listGridVerdicts(database()),
      judge: (answer) => judgeGridDetection(project(), answer),
      state: (_, signal) => engine.current.sync.watch(signal),
    },
    tasks: {
      start: (spec) => {
        if (spec.kind === 'import-dtms') for (const path of spec.paths) checkGrant('open', path);
        if ('path' in spec) checkGrant(spec.kind === 'import-labels' ? 'open' : 'save', spec.path);
        return Promise.resolve({ taskId: engine.current.start(spec) });
      },
      watch: (_, signal) => engine.current.tasks.watch(signal),
      cancel: ({ taskId }) => {
        engine.current.tasks.cancel(taskId);
      },
      pause: ({ taskId }) => {
        engine.current.tasks.pause(taskId);
      },
      resume: ({ taskId }) => {
        engine.current.tasks.resume(taskId);
      },
      move: ({ taskId, step }) => {
        engine.current.tasks.move(taskId, step);
      },
      dismiss: ({ taskId }) => {
        engine.current.tasks.dismiss(taskId);
      },
    },
    settings: {
      get: () => engine.settings.read(),
      setAside: () => engine.settings.setAside,
      change: async (change) => {
        const { overpassUrl, basemapAddresses } = await engine.settings.read();
        if (change.overpassUrl !== undefined && change.overpassUrl !== overpassUrl)
          checkGrant('overpass', change.overpassUrl);
        for (const address of change.basemapAddresses ?? [])
          if (!basemapAddresses.includes(address)) checkGrant('basemap', address);
        await engine.settings.change(change);
      },
    },
  };
}
