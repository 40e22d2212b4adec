import { browser } from "@web/core/browser/browser";

/** So long a step waits on a busy machine: the first look at a kind of view has its files built. */
const WAIT_MS = 60000;
const GLANCE_MS = 100;
/** What the web client fetches in the background when it starts; a tour may be over before it has come. */
const BACKGROUND = ["load_menus", "translations"];
const BACKGROUND_WAIT_MS = 10000;

let pending = 0;

/** Count what is asked of the server and not yet answered: the client's calls of models, and what it fetches. */
function countRequests() {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...args) {
        pending++;
        this.addEventListener("loadend", () => pending--, { once: true });
        return send.apply(this, args);
    };
    for (const owner of [window, browser]) {
        const original = owner.fetch;
        owner.fetch = (...args) => {
            pending++;
            return original.call(window, ...args).finally(() => pending--);
        };
    }
}

countRequests();

const hasCome = (name) => performance.getEntriesByType("resource").some((entry) => entry.name.includes(name));

/** Wait until nothing is on its way: an answer that comes after the test has logged out is an error of no tour. */
async function isQuiet() {
    const started = Date.now();
    let quiet = 0;
    while (quiet < 3) {
        const isLate = Date.now() - started > BACKGROUND_WAIT_MS;
        const isClient = document.querySelector(".o_web_client .o_main_navbar");
        const isBusy = pending || (isClient && !isLate && !BACKGROUND.every(hasCome));
        quiet = isBusy && Date.now() - started < WAIT_MS ? 0 : quiet + 1;
        await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
    }
}

/** Have every step of a tour wait long enough, and the tour end when nothing is on its way. */
export function patient(steps) {
    return () => [
        ...steps().map((step) => ({ timeout: WAIT_MS, ...step })),
        { content: "Nothing is on its way", trigger: "body", run: isQuiet },
    ];
}
