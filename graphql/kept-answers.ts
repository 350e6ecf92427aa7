import { contextCacheSymbol } from '@pothos/core';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Caller } from './access/authentication.ts';
import type { Context } from './context.ts';

/**
 * The members of the context that a kept answer may depend on: the database's rows, the caller, and what never changes
 * while the process lives. If a resolver reads anything else (the clock, settings, lists, log objects, places in the
 * order of changes), the answer is valid for the moment only.
 */
const LASTING: ReadonlySet<PropertyKey> = new Set<keyof Context | symbol>([
  'db',
  'viewer',
  'scans',
  'coverage',
  'renderers',
  'traceUrl',
  // Where Pothos keeps the cost of this document.
  contextCacheSymbol,
]);

/** The limit of all kept answers and their questions. A page of fifty findings takes about 50 kB. */
const BYTES_MAX = 32 * 1024 * 1024;
/** Longer answers would push out too many others. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024;

/** A question that was asked, and its answer when it was asked twice. */
interface Asked {
  readonly answer?: { readonly state: string; readonly text: string };
}

/** What the resolvers of one request read. */
interface Watch {
  /** The operation is a query, and runs with a watched context. */
  isQuery: boolean;
  /** Something besides `LASTING` was looked at. */
  looksOut: boolean;
}

/**
 * Answers a query from memory when the same viewer asked the same before and the database is still in the same state.
 * Every request is authenticated and counted before, and its state is asked for after it arrived: nobody is told of
 * less than what was committed when they asked.
 *
 * @param state the name of the database's state, see `databaseState`
 */
export function keptAnswers(state: () => Promise<string>, callerOf: (request: Request) => Caller): Plugin {
  const kept = new LRUCache<string, Asked>({
    maxSize: BYTES_MAX,
    maxEntrySize: ANSWER_BYTES_MAX,
    // Letters of two bytes are the worst case.
    sizeCalculation: ({ answer }, key) => 2 * (key.length + (answer?.text.length ?? 0)) + ENTRY_BYTES,
  });
  const watches = new WeakMap<Request, Watch>();
  const shared = sharedReads(state);
  /** Undefined if the database does not answer: then the query itself reports the error. */
  const stateNow = () => shared().catch(() => undefined);

  return {
    onParams({ request, params: { query, operationName, variables }, paramsHandler, setParamsHandler }) {
      const key = JSON.stringify([callerOf(request).viewer, query, operationName, variables]);
      // Most questions that are asked once are never asked again, such as the pages of a full pull.
      if (kept.get(key) === undefined) return void kept.set(key, {});
      setParamsHandler(async (payload) => {
        const before = await stateNow();
        const answer = kept.get(key)?.answer;
        if (answer !== undefined && answer.state === before) return answered(answer.text);
        const watch: Watch = { isQuery: false, looksOut: false };
        watches.set(request, watch);
        const result = await paramsHandler(payload);
        if (before === undefined || !watch.isQuery || watch.looksOut) return result;
        if (Symbol.asyncIterator in result || result.errors !== undefined) return result;
        const text = JSON.stringify(result);
        // If something is committed meanwhile, the answer may be newer than this state. Then nobody gets it again: no
        // state comes back.
        kept.set(key, { answer: { state: before, text } });
        return answered(text);
      });
    },
    onExecute({ args, executeFn, setExecuteFn }) {
      const watch = watches.get(args.contextValue.request);
      if (watch === undefined) return;
      const operation = getOperationAST(args.document, args.operationName);
      setExecuteFn((given) => {
        watch.isQuery = operation?.operation === OperationTypeNode.QUERY;
        return executeFn({ ...given, contextValue: watched(given.contextValue, watch) });
      });
    },
  };
}

/** The bytes of an entry besides its text. */
const ENTRY_BYTES = 200;

/** A result that is printed already. */
function answered(text: string): { readonly data: undefined; readonly stringify: () => string } {
  return { data: undefined, stringify: () => text };
}

function watched<Whole extends object>(context: Whole, watch: Watch): Whole {
  return new Proxy(context, {
    get(whole, name, receiver) {
      if (!LASTING.has(name)) watch.looksOut = true;
      return Reflect.get(whole, name, receiver);
    },
  });
}

/**
 * One read answers all calls that were made before it began. A call during a read waits for the next one, because the
 * running read may return an older state.
 */
export function sharedReads<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  const begin = () => {
    next = undefined;
    return read();
  };
  return () => {
    next ??= running.then(begin, begin);
    running = next;
    return next;
  };
}
