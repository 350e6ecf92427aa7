import { expect, test } from 'vitest';
import { freeBytes, ROOM_BYTES, roomIn } from '#db/free-space.ts';

test('there is room down to what a turn may write, and then none, with what to do', async () => {
  await roomIn('/data', async () => ROOM_BYTES).require();
  const full = roomIn('/data', async () => ROOM_BYTES - 1);
  await expect(full.require()).rejects.toMatchObject({ kind: 'disk-full' });
  await expect(full.require()).rejects.toThrow('The disk of /data has 255 MB left');
});

test('many that ask at once look at the disk once', async () => {
  let looks = 0;
  const room = roomIn('/data', async (folder) => {
    expect(folder).toBe('/data');
    looks++;
    return ROOM_BYTES;
  });
  await Promise.all([room.require(), room.require(), room.require()]);
  expect(looks).toBe(1);
});

test('the room of a folder is that of its disk', async () => {
  const bytes = await freeBytes(import.meta.dirname);
  expect(bytes).toBeGreaterThan(0);
});
