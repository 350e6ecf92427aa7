import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { iso31661 } from 'iso-3166';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { COUNTRY_CENTRES } from '#services/intel/country-centres.ts';

type Rings = readonly (readonly Position[])[];

/**
 * The outlines of countries, with coordinates in whole degrees, from Natural Earth (public domain). Three of its
 * countries include overseas land with ISO codes of its own, such as France with French Guiana: each piece goes to the
 * country with the nearest centre.
 */
export function countryOutlines(): readonly (readonly [path: string, content: string])[] {
  const outlines = new Map<string, Set<string>>();
  for (const { code, polygons } of countries())
    for (const rings of polygons) {
      const owner = nearest(rings, [code, ...(OVERSEAS[code] ?? [])]);
      const points = outlines.get(owner) ?? new Set();
      outlines.set(owner, points);
      for (const [lon = 0, lat = 0] of rings.flat()) points.add(`${Math.round(lat)},${Math.round(lon)}`);
    }
  // Countries too small for the map become a point at their centre.
  for (const [code, [lat, lon]] of Object.entries(COUNTRY_CENTRES))
    if (!outlines.has(code)) outlines.set(code, new Set([`${Math.round(lat)},${Math.round(lon)}`]));
  const lines = [...outlines]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, points]) => `  ${code}: '${[...points].join(' ')}',\n`);
  return [['services/detectors/kits/country-outlines.ts', `${HEAD}${lines.join('')}};\n`]];
}

const HEAD = `/**
 * Points on the borders and coasts of countries, \`latitude,longitude\` in whole degrees, by ISO 3166-1 alpha-2 code. Made
 * by \`npm run generate\` from Natural Earth, which is in the public domain.
 */
export const COUNTRY_OUTLINES: Readonly<Record<string, string>> = {
`;

const WORLD: Topology<{ countries: GeometryCollection<{ name: string }> }> = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('world-atlas/countries-50m.json')), 'utf8'),
);

/** Territories that the map shows separately, although ISO assigns them to other countries or has no code for them. */
const UNCODED: Readonly<Record<string, string>> = { Kosovo: 'XK', 'N. Cyprus': 'CY', Somaliland: 'SO' };
const ALPHA2 = new Map(iso31661.map(({ numeric, alpha2 }) => [numeric, alpha2]));
const OVERSEAS: Readonly<Record<string, readonly string[]>> = {
  FR: ['GF', 'GP', 'MQ', 'RE', 'YT'],
  NL: ['BQ'],
  NO: ['SJ', 'BV'],
};

function countries(): readonly { readonly code: string; readonly polygons: readonly Rings[] }[] {
  return feature(WORLD, WORLD.objects.countries).features.flatMap(({ id, properties: { name }, geometry }) => {
    const code = ALPHA2.get(String(id)) ?? UNCODED[name];
    return code === undefined ? [] : [{ code, polygons: polygonsOf(geometry) }];
  });
}

function polygonsOf(geometry: { readonly type: string }): readonly Rings[] {
  if (isOf<MultiPolygon>(geometry, 'MultiPolygon')) return geometry.coordinates;
  return isOf<Polygon>(geometry, 'Polygon') ? [geometry.coordinates] : [];
}

function isOf<G extends { readonly type: string }>(
  geometry: { readonly type: string },
  type: G['type'],
): geometry is G {
  return geometry.type === type;
}

/** The code whose centre is nearest to the first point of a polygon, in degrees on a flat map. */
function nearest(rings: Rings, codes: readonly string[]): string {
  const [lon = 0, lat = 0] = rings[0]?.[0] ?? [];
  const way = (code: string) => {
    const [y, x] = COUNTRY_CENTRES[code] ?? [Infinity, Infinity];
    return Math.hypot(y - lat, x - lon);
  };
  return codes.reduce((best, code) => (way(code) < way(best) ? code : best));
}
