/** A reply of an operation that takes `p` and `page_size`. */
interface PageReply<T> {
  readonly data: { readonly items: readonly T[]; readonly page_size?: number };
}

/**
 * All items of a paged operation, one by one. A page is read when its first item is needed, so a loop can end early.
 * Items that are added or removed during the reads shift the pages, because pages are numbered.
 */
export async function* readItems<T>(read: (page: number) => Promise<PageReply<T>>): AsyncGenerator<T, void, undefined> {
  for (let page = 1; ; page += 1) {
    const { data } = await read(page);
    yield* data.items;
    // compared with the size that the server reports, because it may cap the size that was requested
    if (data.items.length < Math.max(1, data.page_size ?? 1)) return;
  }
}
