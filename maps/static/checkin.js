/* A check-in: frozen when it is first sent, sent again unchanged, stored only when the server says so.

The key is made when the card or form opens. Everything that is sent is fixed at the first try
(same key, same content), so that a lost answer and a second tap can never make two. */

import { ask, newKey } from "./ask.js";
import { t } from "./words.js";

const DEVICE = "yuxun.device";
// Not about what was said, but about who, when or how: the same may well be taken later.
const MAY_YET = [401, 403, 407, 408, 409, 413, 425, 429];
const COUNTER = "yuxun.counter";

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage switched off: the page still works, the device is then a new one
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* as above */
  }
}

function deviceId() {
  const id = remembered(DEVICE) ?? newKey();
  remember(DEVICE, id);
  return id;
}

function nextCounter() {
  const counter = Number(remembered(COUNTER) ?? 0) + 1;
  remember(COUNTER, String(counter));
  return counter;
}

/**
 * What will be sent, fixed from now on.
 * @param {{key: string, communityId: string, round?: object, stop?: object,
 *   result: "clear" | "finding", finding?: object, fix?: {point: number[], accuracy_m: number}}} said
 */
export function frozen({ key, communityId, round, stop, result, finding, fix }) {
  return Object.freeze({
    key,
    community_id: communityId,
    ...(stop && { hazard_id: stop.hazard_id, stop_id: stop.id }),
    ...(round && { round_id: stop?.round_id ?? round.id }),
    result,
    ...(finding && { finding }),
    ...(fix && { position: fix.point, accuracy_m: Math.round(fix.accuracy_m) }),
    device_id: deviceId(),
    counter: nextCounter(),
    device_time: new Date().toISOString(),
  });
}

/** Not stored as far as we know; `refused`: the server answered that it will not take it. */
export class NotStored extends Error {
  constructor(sentence, refused) {
    super(sentence);
    this.refused = refused;
  }
}

/**
 * Send a frozen check-in; resolves with the receipt only when the server has it.
 * @throws {NotStored} for anything else: no network, an error, a portal's page, another key
 */
export async function send(checkin) {
  let receipt;
  try {
    receipt = await ask("/checkins", { method: "POST", body: checkin });
  } catch (error) {
    const said = error.status >= 400 && error.status < 500;
    throw new NotStored(error.message, said && !MAY_YET.includes(error.status));
  }
  if (receipt?.key !== checkin.key) {
    throw new NotStored(t("The answer was not the server's receipt. Try again."), false);
  }
  return receipt;
}
