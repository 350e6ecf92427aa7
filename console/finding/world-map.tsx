import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import outlines from 'world-atlas/land-110m.json?raw';

interface Props {
  readonly lat: number;
  readonly lon: number;
  readonly label: string;
}

/** A place in the world: degrees are its coordinates, and the poles are left out. */
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
  .map((ring) => `M${ring.map(([x = 0, y = 0]) => `${(x + 180).toFixed(1)},${(90 - y).toFixed(1)}`).join('L')}Z`)
  .join('');
