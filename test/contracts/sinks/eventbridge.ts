import { openHands, type OtherSide } from '../other-side.ts';

/** The emulator's event bus. */
export default async function open(): Promise<OtherSide> {
  const { emulator, doors, secrets, away } = await openHands('events');
  return {
    settings: { bus: 'default' },
    doors,
    secrets,
    taken: () => emulator.eventBridge.events.map(({ detail }) => detail.id),
    away,
    // EventBridge's fake rejects a detail that is no finding as malformed.
    refuse: (body) => Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'id')),
    close: () => emulator.stop(),
  };
}
