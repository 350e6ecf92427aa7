import type { Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import outlines from 'world-atlas/land-110m.json?raw';

interface Props {
  readonly lat: number;
  readonly lon: number;
  readonly label: string;
}

/** A point on a world map: the drawing's units are degrees, and the poles are cut off. */
export default function WorldMap({ lat, lon, label }: Props) {
  return (
    <svg className="world" viewBox="0 5 360 145" role="img" aria-label={label}>
      <path d={LAND} />
      <circle cx={lon + 180} cy={90 - lat} r="7" className="around" />
      <circle cx={lon + 180} cy={90 - lat} r="2.5" className="place" />
    </svg>
  );
}

const topology: Topology<{ land: GeometryCollection }> = JSON.parse(outlines);
const LAND = feature(topology, topology.objects.land)
  .features.flatMap(({ geometry }) => (geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []))
  .flatMap((ring) => [0, 360, -360].map((shift) => pathOf(ring, shift)))
  .join('');

/**
 * A ring that crosses the date line continues beyond the edge of the map, and is drawn a second time on the other side.
 */
function pathOf(ring: readonly Position[], shift: number): string {
  let turns = shift;
  let last: number | undefined;
  const points = ring.map(([lon = 0, lat = 0]) => {
    if (last !== undefined && Math.abs(lon - last) > 180) turns += lon < last ? 360 : -360;
    last = lon;
    return { x: lon + turns + 180, y: 90 - lat };
  });
  const seen = points.some(({ x }) => x > 0 && x < 360);
  return seen ? `M${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z` : '';
}
