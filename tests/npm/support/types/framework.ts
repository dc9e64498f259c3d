// As a framework has them.
export declare function useState<State>(): [State | undefined, (next: State) => void];
export declare function useEffect(effect: () => void, dependencies: readonly unknown[]): void;
