import { ownLink } from "./links.ts";
import { DEFAULTS, type ViewState } from "./state.ts";
import { parse, serialise } from "./url.ts";

/** The state of the page, kept in step with the browser's history. */
export class Session {
  state = $state.raw<ViewState>(DEFAULTS);
  /** Sentences on what in the URL could not be used. */
  notices = $state.raw<readonly string[]>([]);
  /** Counts the times a link or the history led to another view: the moments at which the focus moves to its heading. */
  arrivals = $state(0);

  constructor() {
    this.#read();
  }

  /** Follows the history and the page's own links until the returned function is called. */
  listen(): () => void {
    const back = (): void => {
      this.#arrive(() => {
        this.#read();
      });
    };
    const click = (event: MouseEvent): void => {
      const url = ownLink(event, location);
      if (url === null) return;
      event.preventDefault();
      this.#arrive(() => {
        if (url.href !== location.href) history.pushState(null, "", url);
        this.#read();
      });
    };
    addEventListener("popstate", back);
    addEventListener("click", click);
    return () => {
      removeEventListener("popstate", back);
      removeEventListener("click", click);
    };
  }

  /** The address of the state with these changes. */
  href(change: Partial<ViewState>): string {
    return serialise({ ...this.state, ...change });
  }

  /** Another state, as a new entry of the history. */
  go(next: ViewState): void {
    this.#show(next);
    const search = serialise(next);
    if (search !== location.search && !(search === "?" && location.search === "")) history.pushState(null, "", search);
  }

  /** Another state while a slider moves: the history waits for where it comes to rest. */
  preview(next: ViewState): void {
    this.#show(next);
  }

  /** A state in place of one that cannot be shown, with the reasons. */
  correct(next: ViewState, notices: readonly string[]): void {
    this.state = next;
    this.notices = [...this.notices, ...notices];
    history.replaceState(null, "", serialise(next));
  }

  readonly dismissNotices = (): void => {
    this.notices = [];
  };

  #show(next: ViewState): void {
    this.state = next;
    this.notices = [];
  }

  #read(): void {
    const { state, notices } = parse(location.search);
    this.state = state;
    this.notices = notices;
  }

  #arrive(change: () => void): void {
    const before = this.state;
    change();
    if (this.state.view !== before.view || this.state.election !== before.election) this.arrivals += 1;
  }
}
