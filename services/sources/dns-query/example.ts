/** A Route 53 Resolver query log record as AWS writes it: an instance asks for an address. Top-level members are replaced by `overrides`; one that is undefined is left out. */
export function query(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    version: '1.100000',
    account_id: '111122223333',
    region: 'us-east-1',
    vpc_id: 'vpc-0123456789abcdef0',
    query_timestamp: '2026-03-02T10:00:00Z',
    query_name: 'www.shop.example.',
    query_type: 'A',
    query_class: 'IN',
    rcode: 'NOERROR',
    answers: [{ Rdata: '203.0.113.9', Type: 'A', Class: 'IN' }],
    srcaddr: '10.0.0.10',
    srcport: '53124',
    transport: 'UDP',
    srcids: { instance: 'i-0123456789abcdef0' },
    ...overrides,
  };
}
