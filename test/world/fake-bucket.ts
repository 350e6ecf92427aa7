import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogObject } from '#services/model/log-object.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';

export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: Uint8Array;
  /** The time at which S3 stored it, which an emulator does not let a test choose. */
  readonly modifiedAt: Date;
}

/** A bucket over HTTP that lists as S3 does (ListObjectsV2), with times of storing chosen by the test. */
export class FakeBucket implements AsyncDisposable {
  readonly objects = new Map<string, StoredObject>();
  requests = 0;
  /** How many objects a page has at most. */
  pageSize = 1000;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<FakeBucket> {
    const server = createServer();
    const bucket = new FakeBucket(server);
    server.on('request', (request, response) => {
      bucket.requests++;
      response.setHeader('content-type', 'application/xml');
      response.end(bucket.#page(new URL(request.url ?? '/', 'http://bucket.example').searchParams));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return bucket;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  put(object: StoredObject): void {
    this.objects.set(object.key, object);
  }

  get({ key, etag }: LogObject): Uint8Array | ObjectRefusal {
    const stored = this.objects.get(key);
    return stored?.etag === etag ? stored.bytes : { refused: 'missing', message: 'It was replaced.' };
  }

  #page(asked: URLSearchParams): string {
    const after = asked.get('continuation-token') ?? asked.get('start-after') ?? '';
    const most = Number(asked.get('max-keys') ?? this.pageSize);
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(asked.get('prefix') ?? '') && key > after);
    const page = keys.toSorted().slice(0, most);
    const contents = page.map((key) => {
      const { etag, bytes, modifiedAt } = this.objects.get(key) as StoredObject;
      return `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>"${etag}"</ETag><Size>${bytes.length}</Size></Contents>`;
    });
    const more = keys.length > most ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
