import { expect, test } from 'vitest';
import portProbe from '#services/actions/port-probe.ts';

const PROBED = {
  blocked: false,
  portProbeDetails: [
    {
      localPortDetails: { port: 9200, portName: 'Elasticsearch' },
      localIpDetails: { ipAddressV4: '10.0.0.10' },
      remoteIpDetails: { ipAddressV4: '203.0.113.9' },
    },
    {
      localPortDetails: { port: 9300, portName: 'Unknown' },
      localIpDetails: { ipAddressV6: '2001:db8::10' },
      remoteIpDetails: { ipAddressV6: '2001:db8:66::9' },
    },
  ],
};

test('it is told port by port, with who probed it', () => {
  expect(portProbe.words(PROBED)).toBe('port 9200, probed by 203.0.113.9; port 9300, probed by 2001:db8:66::9');
  expect(portProbe.words({ ...PROBED, blocked: true })).toMatch(/, blocked$/);
  expect(portProbe.remote(PROBED)).toEqual({ address: '203.0.113.9' });
});

test('Security Hub is told every port', () => {
  expect(portProbe.asff?.(PROBED, { eventFirstSeen: '', eventLastSeen: '' })).toMatchObject({
    Blocked: false,
    PortProbeDetails: [
      {
        LocalPortDetails: { Port: 9200, PortName: 'Elasticsearch' },
        LocalIpDetails: { IpAddressV4: '10.0.0.10' },
        RemoteIpDetails: { IpAddressV4: '203.0.113.9' },
      },
      { LocalPortDetails: { Port: 9300 } },
    ],
  });
});
