/**
 * What browser and Node both have, by the name that the project's own types give it. A project with neither the DOM library
 * nor Node's types gets the least of it.
 */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean; readonly reason: unknown };

export type PlatformUrl = typeof globalThis extends { URL: { prototype: infer Url } } ? Url : { readonly href: string };
