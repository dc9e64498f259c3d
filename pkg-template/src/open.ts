import { Lens } from "./lens.js";
import { snapshotRoot } from "./location.js";
import { checkOptions } from "./options.js";
import type { Platform } from "./platform.js";
import type { OpenOptions } from "./types/lens.js";

export async function openOn(platform: Platform, url: string | URL, options: OpenOptions = {}): Promise<Lens> {
  checkOptions(options);
  const root = snapshotRoot(url, platform.base());
  return Lens.open(root, options, platform, await platform.thread(options.worker ?? true));
}
