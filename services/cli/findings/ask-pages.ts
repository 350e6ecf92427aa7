/** A page of a connection of the API. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The most that the API puts on a page. */
const PAGE_SIZE = 100;

/** The first nodes of a connection, read page by page. */
export async function askPages<Node>(
  limit: number,
  page: (at: { readonly first: number; readonly after: string | null }) => Promise<Page<Node>>,
): Promise<readonly Node[]> {
  const found: Node[] = [];
  let after: string | null = null;
  while (found.length < limit) {
    const { nodes, pageInfo }: Page<Node> = await page({ first: Math.min(PAGE_SIZE, limit - found.length), after });
    found.push(...nodes);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return found;
}
