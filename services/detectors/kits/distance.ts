import { COUNTRY_OUTLINES } from './country-outlines.ts';

const EARTH_RADIUS_KM = 6371;

/** A point of the globe as a vector of length one: the angle between two is the way between them. */
type Point = readonly [x: number, y: number, z: number];

/** Whether it is known where the country is. */
export function isOnMap(countryCode: string): boolean {
  return Object.hasOwn(COUNTRY_OUTLINES, countryCode);
}

/**
 * How far it is at least from anywhere in one country to anywhere in another, in kilometres: between the nearest points
 * of their borders and coasts. Neighbours have none between them.
 */
export function apartKm(countryA: string, countryB: string): number {
  const pair = countryA < countryB ? `${countryA} ${countryB}` : `${countryB} ${countryA}`;
  const km = KNOWN.get(pair) ?? measured(countryA, countryB);
  KNOWN.set(pair, km);
  return km;
}

/** By pair: the largest countries have a million pairs of points between them. */
const KNOWN = new Map<string, number>();

function measured(countryA: string, countryB: string): number {
  const b = outlineOf(countryB);
  let nearest = -1;
  for (const [x, y, z] of outlineOf(countryA))
    for (const [u, v, w] of b) nearest = Math.max(nearest, x * u + y * v + z * w);
  return EARTH_RADIUS_KM * Math.acos(Math.min(1, nearest));
}

/** Of a country that is not on the map there are no points. Made when they are asked for: few countries ever are. */
function outlineOf(countryCode: string): readonly Point[] {
  return isOnMap(countryCode) ? (COUNTRY_OUTLINES[countryCode]?.split(' ').map(pointOf) ?? []) : [];
}

function pointOf(text: string): Point {
  const [lat = 0, lon = 0] = text.split(',').map((degrees) => (Number(degrees) * Math.PI) / 180);
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}
