// Opens pages in Chromium and says what it sees. In: JSON on the standard input; out: JSON, a record per page by its name.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import * as page from "./page.mjs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const { chromium } = createRequire(`${asked.modules}/`)("playwright-core");
const axe = readFileSync(`${asked.modules}/axe-core/axe.min.js`, "utf8");
const LAPTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const PAPER = { width: 680, height: 960 }; // the inside of a page of A4

// A page opened with nobody to ask but its own file; what it tries, says and throws is written down.
async function opened(browser, file, options = {}) {
  const address = pathToFileURL(file).href;
  const seen = { requests: [], said: [], dialogs: [] };
  const context = await browser.newContext({ viewport: LAPTOP, serviceWorkers: "block", ...options });
  await context.route("**/*", (route) => (route.request().url() === address ? route.continue() : route.abort()));
  context.on("requestfailed", (request) => seen.requests.push(`${request.url()}: ${request.failure().errorText}`));
  context.on("requestfinished", (request) => request.url() === address || seen.requests.push(request.url()));
  context.on("console", (message) => seen.said.push(`${message.type()}: ${message.text()}`));
  context.on("weberror", (error) => seen.said.push(`thrown: ${error.error()}`));
  context.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
  const shown = await context.newPage();
  await shown.goto(address, { waitUntil: "load" });
  return { context, shown, seen };
}

async function onLaptop(browser, { file, printed }) {
  const { context, shown, seen } = await opened(browser, file);
  const found = { language: await shown.evaluate(page.language), elements: await shown.evaluate(page.elements) };
  found.charts = await shown.evaluate(page.charts);
  await shown.setViewportSize({ ...LAPTOP, height: await shown.evaluate(page.height) });
  found.marks = await shown.evaluate(page.marks);
  found.light = await shown.evaluate(page.contrastOfCharts);
  await shown.emulateMedia({ colorScheme: "dark" });
  found.dark = await shown.evaluate(page.contrastOfCharts);
  found.ground = await shown.evaluate(page.ground);
  await shown.setViewportSize(LAPTOP);
  found.details = await openings(shown);
  await shown.emulateMedia({ colorScheme: "light", media: "print" });
  await shown.setViewportSize(PAPER);
  found.paper = { tables: await shown.evaluate(page.tablesShown), wide: await shown.evaluate(page.tooWide), charts: await shown.evaluate(page.charts) };
  await shown.emulateMedia({ colorScheme: null, media: null });
  await shown.pdf({ path: printed, preferCSSPageSize: true, printBackground: true });
  await shown.evaluate(page.openAll);
  found.tables = await shown.evaluate(page.tables);
  await context.close();
  return { ...found, ...seen };
}

// Only what the page is made of, and what it does.
async function bare(browser, { file }) {
  const { context, shown, seen } = await opened(browser, file);
  const elements = await shown.evaluate(page.elements);
  await shown.evaluate(page.openAll);
  const tables = await shown.evaluate(page.tables);
  await context.close();
  return { elements, tables, ...seen };
}

// Every table behind a chart, and every long one: opened by mouse, closed, opened by keyboard, closed.
async function openings(shown) {
  const found = [];
  for (const one of await shown.locator("details").all()) {
    const [summary, table] = [one.locator("summary"), one.locator("table")];
    const before = await table.isVisible();
    await summary.click();
    const byMouse = await table.isVisible();
    await summary.click();
    const closed = !(await table.isVisible());
    await summary.focus();
    await shown.keyboard.press("Enter");
    const byKeyboard = await table.isVisible();
    const rows = await table.locator("tbody tr").count();
    await shown.keyboard.press("Space");
    const again = !(await table.isVisible());
    found.push({ name: await summary.innerText(), before, byMouse, closed, byKeyboard, again, rows });
  }
  return found;
}

async function onPhone(browser, { file }) {
  const { context, shown, seen } = await opened(browser, file, { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
  const closed = await shown.evaluate(page.width);
  const charts = await shown.evaluate(page.charts);
  await shown.evaluate(page.openAll);
  const found = { closed, open: await shown.evaluate(page.width), charts };
  await context.close();
  return { ...found, ...seen };
}

async function withoutScript(browser, { file }) {
  const { context, shown, seen } = await opened(browser, file, { javaScriptEnabled: false });
  const charts = await shown.evaluate(page.charts);
  const first = shown.locator("details").first();
  const open = async () => ((await first.count()) ? first.locator("table").isVisible() : null);
  const before = await open();
  if (before !== null) await first.locator("summary").click();
  const found = { charts, before, after: await open() };
  await context.close();
  return { ...found, ...seen };
}

// axe needs to run its own script on the page, which the page's policy forbids: only here it is passed over.
async function forEveryone(browser, { file }) {
  const { context, shown } = await opened(browser, file, { bypassCSP: true });
  await shown.evaluate(page.openAll);
  await shown.addScriptTag({ content: axe });
  const light = await shown.evaluate(page.audited, null);
  await shown.emulateMedia({ colorScheme: "dark" });
  const dark = await shown.evaluate(page.audited, ["color-contrast"]);
  await context.close();
  return { light, dark };
}

// What the page's policy stops: a script, a style and a picture from elsewhere put into it; and that they would else work.
async function policy(browser, { file }) {
  const found = {};
  for (const bypassCSP of [false, true]) {
    const { context, shown, seen } = await opened(browser, file, { bypassCSP });
    const result = await shown.evaluate(page.intrude);
    found[bypassCSP ? "without" : "with"] = { ...result, requests: seen.requests };
    await context.close();
  }
  return found;
}

const browser = await chromium.launch({
  executablePath: asked.browser,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const answer = {};
const looks = { laptop: onLaptop, bare, phone: onPhone, scriptless: withoutScript, audit: forEveryone, policy };
for (const one of asked.pages) {
  answer[one.name] = {};
  for (const look of one.looks) answer[one.name][look] = await looks[look](browser, one);
}
await browser.close();
process.stdout.write(JSON.stringify(answer));
