/** So long a step waits on a busy machine: the first look at a kind of view has its files built. */
const WAIT_MS = 60000;

/** Have every step of a tour wait long enough. */
export function patient(steps) {
    return () => steps().map((step) => ({ timeout: WAIT_MS, ...step }));
}

export const see = (content, trigger) => ({ content, trigger });
export const click = (content, trigger) => ({ content, trigger, run: "click" });
export const fill = (content, trigger, text) => ({ content, trigger, run: `edit ${text}` });
