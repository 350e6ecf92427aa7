import { COUNTRY_OUTLINES } from './country-outlines.ts';

const EARTH_RADIUS_KM = 6371;

/** A point of the globe as a unit vector: the angle between two points gives their distance. */
type Point = readonly [x: number, y: number, z: number];

/** Whether the map has the outline of the country. */
export function isOnMap(countryCode: string): boolean {
  return Object.hasOwn(COUNTRY_OUTLINES, countryCode);
}

/**
 * The least distance in kilometres between any place in one country and any place in another: between the nearest
 * points of their borders and coasts. Neighbours are 0 km apart.
 */
export function apartKm(countryA: string, countryB: string): number {
  const pair = countryA < countryB ? `${countryA} ${countryB}` : `${countryB} ${countryA}`;
  const km = KNOWN.get(pair) ?? measured(countryA, countryB);
  KNOWN.set(pair, km);
  return km;
}

/** Distances by pair of countries: the largest countries have a million pairs of points to compare. */
const KNOWN = new Map<string, number>();

function measured(countryA: string, countryB: string): number {
  const b = outlineOf(countryB);
  let nearest = -1;
  for (const [x, y, z] of outlineOf(countryA))
    for (const [u, v, w] of b) nearest = Math.max(nearest, x * u + y * v + z * w);
  return EARTH_RADIUS_KM * Math.acos(Math.min(1, nearest));
}

/**
 * The outline of a country; empty for one that is not on the map. Computed on demand: few countries are ever asked for.
 */
function outlineOf(countryCode: string): readonly Point[] {
  return isOnMap(countryCode) ? (COUNTRY_OUTLINES[countryCode]?.split(' ').map(pointOf) ?? []) : [];
}

function pointOf(text: string): Point {
  const [lat = 0, lon = 0] = text.split(',').map((degrees) => (Number(degrees) * Math.PI) / 180);
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}
