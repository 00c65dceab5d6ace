/** What is wrong in settings, as POST /webhooks/check and refusals name it. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Everything that is wrong at one pointer, as one text; `undefined` where nothing is. */
export function faultAt(faults: readonly Fault[], pointer: string): string | undefined {
  const details = faults.filter((fault) => fault.pointer === pointer).map(({ detail }) => sentence(detail));
  return details.length === 0 ? undefined : details.join(" ");
}

/** The same for a field and all that is inside of it. */
export function faultUnder(faults: readonly Fault[], pointer: string): string | undefined {
  const inside = faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  return inside.length === 0 ? undefined : inside.map(({ detail }) => sentence(detail)).join(" ");
}

export interface EventFault {
  readonly pattern: string;
  readonly detail: string;
  /** The nearest name that exists. */
  readonly suggestion: string | null;
}

/** What is wrong with the subscriptions, each with its own words. */
export function eventFaults(faults: readonly Fault[], events: readonly string[]): readonly EventFault[] {
  return faults.flatMap(({ pointer, detail }) => {
    const index = /^\/events\/(\d+)$/.exec(pointer)?.[1];
    const pattern = index === undefined ? undefined : events[Number(index)];
    if (pattern === undefined) return [];
    return [{ pattern, detail, suggestion: /Did you mean (\S+?)\?/.exec(detail)?.[1] ?? null }];
  });
}

/** A name as it stands in a JSON Pointer. */
export function token(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** "is not allowed" as "Is not allowed.", for a line of its own. */
function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
