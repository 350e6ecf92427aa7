import { ADMINISTRATOR } from '#services/aws/aws.ts';
import { waitingMessages } from '#services/aws/sqs.ts';
import { number } from '#services/model/numbers.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { regionOfQueue } from '#services/workers/kits/follow-queues.ts';
import { broken, fine, look, type Check } from './check.ts';

/** More messages than arrive in a few minutes: they come faster than they are processed, or nothing processes them. */
const WAITING_MAX = 10_000;

/** The queues that announce new log objects and management events can be read. */
export const notifications: Check = {
  name: 'notifications',
  async run(situation) {
    const { memberRole, notificationQueues, eventQueues } = situation.config;
    if (memberRole === undefined) return [];
    const aws = await situation.aws();
    return Promise.all(
      [...notificationQueues, ...eventQueues].map(async (queue) => {
        try {
          const waiting = await waitingMessages(await aws.client(ADMINISTRATOR, regionOfQueue(queue)), queue);
          if (waiting <= WAITING_MAX)
            return fine(`${queue} can be read; about ${number(waiting)} messages are waiting.`);
          return look(`${queue} has about ${number(waiting)} waiting messages: is vedette serve running?`);
        } catch (cause) {
          return broken(
            `${queue} cannot be read: allow sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes on it. ${sentenceOf(cause)}`,
          );
        }
      }),
    );
  },
};
