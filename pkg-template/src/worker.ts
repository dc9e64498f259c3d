import { expose } from "comlink";
import { LocalEngine } from "./engine.js";
import { outcome, type WorkerApi, type WorkerEvent } from "./worker-protocol.js";

const send = (event: WorkerEvent) => {
  postMessage(event);
};
const engine = new LocalEngine({
  progress: (progress) => {
    send({ progress });
  },
  stopped: (error) => {
    send({ stopped: error.message });
  },
});
const api: WorkerApi = {
  open: (root, maxBytes) => outcome(engine.open(root, maxBytes)),
  manifest: () => outcome(engine.manifest()),
  descriptor: (electionId) => outcome(engine.descriptor(electionId)),
  query: (electionId, query, params) => outcome(engine.query(electionId, query, params)),
  statistics: () => outcome(engine.statistics()),
};
expose(api);
send({ ready: true });
