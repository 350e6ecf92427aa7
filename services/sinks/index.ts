// Written by npm run generate from the files of this folder.
import type { AnySink } from './kits/define-sink.ts';
import eventbridge from './eventbridge.ts';
import securityHub from './security-hub.ts';
import webhook from './webhook.ts';

export const SINKS: readonly AnySink[] = [eventbridge, securityHub, webhook];
