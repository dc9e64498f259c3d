/** Where an answer came from. */
export interface Metadata<Query extends string, Params> {
  /** Milliseconds in the engine, loading included. */
  query_time_ms: number;
  /** Whether the answer had been given before. */
  cache_hit: boolean;
  /** The manifest's. */
  data_version: string;
  /** The snapshot that the answer comes from. */
  snapshot_id: string;
  election_id: string;
  query: Query;
  /** As understood: defaults filled in, candidates by id. */
  params: Params;
  /** Whether the answer was cut short at a size limit. */
  truncated: boolean;
}

/** The place of a page in the whole list. */
export interface Pagination {
  /** From 1. */
  page: number;
  page_size: number;
  total_pages: number;
  total_items: number;
  has_next: boolean;
  has_previous: boolean;
  /** Goes on after this page; null on the last one. */
  next_token: string | null;
}

/** An answer without pages. */
export interface Answer<Query extends string, Params, Data> {
  data: Data;
  metadata: Metadata<Query, Params>;
}

/** One page of a list. */
export interface Page<Query extends string, Params, Row> extends Answer<Query, Params, Row[]> {
  pagination: Pagination;
}
