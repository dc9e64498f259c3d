import type { Election } from "../election.js";
import type { Page } from "./answers.js";
import type { Query } from "./contract.js";
import type { ArrowTable, ColumnTable, TableFormat } from "./table.js";

/** What the method of a query takes: parameters, and options. Without `compare`. */
export type QueryArguments<Name extends Query> = Parameters<Election[Name]>;

/** What the method of a query resolves to. */
export type QueryAnswer<Name extends Query> = Awaited<ReturnType<Election[Name]>>;

/**
 * The queries by name, for code that does not know which one it asks. An {@link Election} is one.
 *
 * @example
 * function ask<Name extends Query>(methods: QueryMethods, query: Name, ...given: QueryArguments<Name>) {
 *   return methods[query](...given);
 * }
 */
export type QueryMethods = {
  [Name in Query]: (...given: QueryArguments<Name>) => Promise<QueryAnswer<Name>>;
};

interface List {
  params: object;
  understood: object;
  row: object;
}

/** Columns of a list. */
export type FieldOf<Asked extends List> = keyof Asked["row"] & string;

/** Parameters of a list whose rows have these columns. */
export type PagedParams<Asked extends List, Field> = Omit<Asked["params"], "fields"> & {
  /** Only these columns; default all. A list that is not known at compile time types rows as if they had all. */
  fields?: readonly Field[] | null | undefined;
};

/** The same for all rows at once. */
export type UnpagedParams<Asked extends List, Field> = Omit<PagedParams<Asked, Field>, "page" | "page_size" | "token">;

/** One page of a list. */
export type ListPage<Name extends string, Asked extends List, Field extends keyof Asked["row"]> = Page<
  Name,
  Asked["understood"],
  Pick<Asked["row"], Field>
>;

/** All rows of a list. */
export type ListTable<
  Format extends TableFormat,
  Name extends string,
  Asked extends List,
  Field extends keyof Asked["row"],
> = Format extends "arrow"
  ? ArrowTable<Name, Asked["understood"]>
  : ColumnTable<Name, Asked["understood"], Pick<Asked["row"], Field>>;
