// node scripts/build-api-table.ts FOLDER: writes docs/api-table.txt, which shows reviewers the result of rules and
// overrides for every operation that occurs in known attacks. FOLDER holds the service models as botocore ships them
// (Apache-2.0): `python3 -c "import botocore; print(botocore.__path__[0] + '/data')"`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { apiRow, OVERRIDDEN_CALLS } from '#services/behaviour/apis/api-table.ts';
import { parseApiName } from '#services/behaviour/apis/api-name.ts';
import { RATES_VERSION } from '#services/behaviour/apis/rates.ts';

const MODEL = z.object({
  metadata: z.object({ endpointPrefix: z.string(), signingName: z.string().optional() }),
  operations: z.record(z.string(), z.unknown()),
});
/** Tier from which an operation is listed for reviewers: used in 1 of 100 attacks. */
const SHOWN_FROM = 2;

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  process.stderr.write('Name the folder with the service models: botocore/data.\n');
  process.exit(2);
}

const names = new Set(OVERRIDDEN_CALLS);
for (const service of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const versions = readdirSync(join(folder, service.name)).toSorted();
  const path = join(folder, service.name, versions.at(-1) ?? '', 'service-2.json');
  if (!existsSync(path) && !existsSync(`${path}.gz`)) continue;
  const text = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  const { metadata, operations } = MODEL.parse(JSON.parse(text.toString()));
  for (const operation of Object.keys(operations))
    names.add(`${metadata.signingName ?? metadata.endpointPrefix}:${operation}`);
}

const lines = Map.groupBy(
  [...names].toSorted().flatMap((text) => {
    const name = parseApiName(text);
    if (name === undefined) return [];
    const { tactic, attack, ordinary, because } = apiRow(name.service, name.operation, name.flavour);
    return attack < SHOWN_FROM ? [] : [{ line: `${tactic} ${attack}${ordinary}, ${because}:`, text }];
  }),
  ({ line }) => line,
);
const shown = [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  fileURLToPath(new URL('../docs/api-table.txt', import.meta.url)),
  `version ${RATES_VERSION}, of ${names.size} operations\n${shown.map(([line, of]) => `${line} ${of.map(({ text }) => text).join(' ')}\n`).join('')}`,
);
