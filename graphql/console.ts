import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isConsolePath } from '#services/model/console-pages.ts';
import { takesGzip } from './compressed.ts';

/** Answers a request for the console; returns false for any other request. */
export type ServeConsole = (request: IncomingMessage, response: ServerResponse) => boolean;

const BUILT = fileURLToPath(new URL('../build/console/', import.meta.url));

/** The build puts a hash of the content into these file names, so they can be cached for ever. */
const ASSETS = '/assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** These formats are compressed already. */
const COMPRESSED = ['.woff2'];

/**
 * The page loads only what this server serves: no inline scripts or styles, nothing from other hosts. No page may frame
 * it.
 */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Header of every answer. The other security headers go with the page alone: its policy holds for all of its files. */
const SNIFFED = { 'x-content-type-options': 'nosniff' } as const;

const NOT_BUILT = 'The console is not built: run "node scripts/setup.mjs" where Vedette is installed, then restart.\n';

interface File {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
  readonly gzipped: Promise<Buffer> | undefined;
}

/** Loads the built console into memory. It is the same for everybody, and contains no findings. */
export async function openConsole(folder = BUILT): Promise<ServeConsole> {
  const files = await readFiles(folder);
  const page = files.get('/index.html');
  return (request, response) => {
    const { pathname: path } = new URL(`http://console${request.url ?? '/'}`);
    const isAsset = path.startsWith(ASSETS);
    if (!isAsset && !isConsolePath(path)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const file = isAsset ? files.get(path) : page;
    if (file !== undefined) void send(file, isAsset, request, response);
    else say(response, isAsset ? 404 : 503, isAsset ? 'There is no such file.\n' : NOT_BUILT);
    return true;
  };
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, File>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in TYPES);
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = `${parentPath}/${name}`.replaceAll('\\', '/');
        return [`/${path.slice(folder.length).replace(/^\/+/, '')}`, await readOne(path)] as const;
      }),
    ),
  );
}

async function readOne(path: string): Promise<File> {
  const bytes = await readFile(path);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const gzipped = COMPRESSED.includes(extname(path)) ? undefined : promisify(gzip)(bytes, { level: 9 });
  return { type: TYPES[extname(path)] ?? '', etag, bytes, gzipped };
}

async function send(file: File, lasts: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const packed = takesGzip(String(request.headers['accept-encoding'])) ? await file.gzipped : undefined;
  const headers = {
    ...SNIFFED,
    ...(lasts ? {} : HEADERS),
    'cache-control': lasts ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  };
  if (request.headers['if-none-match'] === file.etag) return void response.writeHead(304, headers).end();
  const body = packed ?? file.bytes;
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': body.length,
    ...(packed && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...SNIFFED, ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(sentence);
}
