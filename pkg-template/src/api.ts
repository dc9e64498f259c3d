export { Election } from "./election.js";
export { LensError, type LensErrorCode } from "./errors.js";
export type { LensEvents } from "./events.js";
export { Lens } from "./lens.js";
export type * from "./types/answers.js";
export type * from "./types/lens.js";
export type * from "./types/params.js";
export type * from "./types/rows.js";
export type * from "./types/snapshot.js";
