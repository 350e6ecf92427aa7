import { errorResponse, jsonResponse, type AwsRequest, type AwsResponse } from './aws-request.ts';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time?: number;
  readonly EventBusName: string;
}

/** An event as a bus received it. */
export interface PutEvent {
  readonly accountId: string;
  readonly region: string;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: { readonly id: string };
}

/**
 * PutEvents as "PutEvents" and "Calculating PutEvents event entry size" in the Amazon EventBridge documentation describe
 * it, with their limits.
 */
export class EventBridgeFake {
  readonly events: PutEvent[] = [];
  /** The number of entries of each call. */
  readonly batches: number[] = [];
  /** Error codes with which findings are refused once, by id. */
  readonly refuseOnce = new Map<string, string>();

  /** @param accountId account of the caller */
  answer(request: AwsRequest, accountId: string): AwsResponse {
    if (request.action === 'DescribeEventBus') {
      const { Name: name }: { Name: string } = JSON.parse(request.body.toString());
      if (name !== 'default') return errorResponse(request, 400, 'ResourceNotFoundException', `No bus ${name}.`);
      return jsonResponse({ Name: name });
    }
    if (request.action !== 'PutEvents')
      return errorResponse(request, 400, 'EmulatorNotImplemented', `events:${request.action}`);
    const { Entries: entries }: { Entries: readonly Entry[] } = JSON.parse(request.body.toString());
    if (entries.length === 0 || entries.length > 10)
      return errorResponse(request, 400, 'ValidationException', 'Entries must have 1 to 10 members');
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > 256 * 1024)
      return errorResponse(request, 400, 'ValidationException', 'Total size of the entries is over the limit');
    this.batches.push(entries.length);
    const answers = entries.map((entry) => this.#put(entry, accountId, request.region));
    return jsonResponse({
      FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length,
      Entries: answers,
    });
  }

  #put(entry: Entry, accountId: string, region: string) {
    if (entry.Source.startsWith('aws.'))
      return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
    const detail = detailOf(entry.Detail);
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const whim = this.refuseOnce.get(detail.id);
    if (whim !== undefined) {
      this.refuseOnce.delete(detail.id);
      return { ErrorCode: whim, ErrorMessage: 'Try again' };
    }
    const { Source: source, DetailType: detailType, EventBusName: bus } = entry;
    this.events.push({ accountId, region, bus, source, detailType, detail });
    return { EventId: `event-${this.events.length}` };
  }
}

function sizeOf({ Time, Source, DetailType, Detail }: Entry): number {
  return (Time === undefined ? 0 : 14) + Buffer.byteLength(Source + DetailType + Detail);
}

/** Parses the detail of an event; undefined when it is no finding. */
function detailOf(text: string): PutEvent['detail'] | undefined {
  const detail: unknown = JSON.parse(text);
  return typeof detail === 'object' && detail !== null && 'id' in detail
    ? { ...detail, id: String(detail.id) }
    : undefined;
}
