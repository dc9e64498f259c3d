import type { Lens } from "coalition-lens";
import { registerSW } from "virtual:pwa-register";
import { publishedSnapshot } from "./published.ts";

const LOOK_EVERY_MS = 10 * 60_000;

export class Updates {
  /** A newer version of the page waits. */
  page = $state(false);
  /** A newer snapshot is published. */
  data = $state(false);

  #reload: ((reloadPage?: boolean) => Promise<void>) | undefined;

  /** Keeps the page for later visits, where the browser can. */
  keep(): void {
    if (!("serviceWorker" in navigator)) return;
    this.#reload = registerSW({
      onNeedRefresh: () => {
        this.page = true;
      },
    });
  }

  readonly reloadPage = (): void => {
    const reload = (): void => {
      location.reload();
    };
    navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
    void this.#reload?.(true);
  };

  /** Looks now and then, and when the reader comes back, whether another snapshot is published. Until the returned function is called. */
  watch(lens: Lens): () => void {
    this.data = false;
    const look = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      const id = await publishedSnapshot(lens.url);
      if (id !== undefined) this.data = id !== lens.snapshotId;
    };
    const again = (): void => void look();
    const timer = setInterval(again, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }
}
