/**
 * Collects single items into pages. Items before a failure are still returned.
 *
 * @param size of a page
 */
export async function* inPages<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  let page: Item[] = [];
  try {
    for await (const item of items) {
      page.push(item);
      if (page.length < size) continue;
      yield page;
      page = [];
    }
  } catch (error) {
    yield page;
    throw error;
  }
  yield page;
}
