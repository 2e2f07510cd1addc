// What is asked of a page: each function runs inside it, on its own, and gives plain data back.

export const language = () => document.documentElement.lang;

// How many elements of each kind there are, and what could lead outside or act.
export const elements = () => {
  const counts = {};
  const acting = [];
  for (const element of document.querySelectorAll("*")) {
    counts[element.localName] = (counts[element.localName] || 0) + 1;
    for (const { name, value } of element.attributes)
      if (name.startsWith("on") || /^\s*(javascript|data|vbscript):/i.test(value)) acting.push(`${element.localName} ${name}=${value}`);
  }
  return { counts, acting, links: [...document.querySelectorAll("a")].map((a) => a.getAttribute("href")) };
};

// Every chart: its heading, the pictures that are shown with their size and words, and whether a table follows it.
export const charts = () =>
  [...document.querySelectorAll("figure")].map((figure) => {
    const shown = [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0);
    return {
      heading: figure.querySelector("h3").textContent,
      pictures: shown.map((svg) => {
        const { width, height } = svg.getBoundingClientRect();
        const named = svg.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent);
        const title = svg.querySelector(":scope > title").textContent;
        const text = svg.querySelector(":scope > desc").textContent;
        return { width, height, named, title, text, role: svg.getAttribute("role") };
      }),
      table: figure.nextElementSibling?.localName === "details" && figure.nextElementSibling.querySelectorAll("tbody tr").length,
    };
  });

export const height = () => Math.ceil(document.documentElement.getBoundingClientRect().height);

// Every mark of a chart that has a tooltip and takes up room: where the pointer is on it, does that tooltip show, or, where
// marks lie on one another, at least another's? The whole page must be in the window.
export const marks = () => {
  const tip = (element) => element && [...element.children].find((child) => child.localName === "title");
  const shownAt = (svg, [x, y]) => {
    let at = document.elementFromPoint(x, y);
    if (!svg.contains(at)) return null;
    while (at !== svg && !tip(at)) at = at.parentNode;
    return at === svg ? null : tip(at).textContent;
  };
  const places = (mark) => {
    if (mark.localName === "path") {
      const onScreen = mark.getScreenCTM();
      const along = [0.15, 0.3, 0.4, 0.6, 0.7, 0.85].map((part) => mark.getPointAtLength(mark.getTotalLength() * part).matrixTransform(onScreen));
      return along.map(({ x, y }) => [x, y]);
    }
    const { left, top, width, height } = (mark.localName === "g" ? mark.querySelector("rect, circle") : mark).getBoundingClientRect();
    return Math.min(width, height) >= 1.5 ? [[left + width / 2, top + height / 2], [left + width / 4, top + height / 2]] : [];
  };
  return [...document.querySelectorAll("figure svg")].filter((svg) => svg.getBoundingClientRect().width).map((svg) => {
    const found = { chart: tip(svg).textContent, own: 0, others: [], none: [] };
    for (const title of svg.querySelectorAll("title")) {
      const spots = title.parentNode === svg ? [] : places(title.parentNode);
      if (!spots.length) continue;
      const shown = spots.map((spot) => shownAt(svg, spot));
      if (shown.includes(title.textContent)) found.own += 1;
      else if (shown.some(Boolean)) found.others.push(title.textContent);
      else found.none.push(title.textContent);
    }
    return found;
  });
};

export const openAll = () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
};

// The rows of every table as they are read on the screen, headers first, under its caption.
export const tables = () =>
  [...document.querySelectorAll("table")].map((table) => ({
    caption: table.caption.innerText,
    rows: [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText)),
  }));

export const tablesShown = () =>
  [...document.querySelectorAll("table")].filter((table) => table.checkVisibility() && table.getBoundingClientRect().height > 0).map((table) => table.caption.textContent);

export const width = () => ({ inside: document.documentElement.scrollWidth, window: document.documentElement.clientWidth });

// Elements that reach beyond the page, or whose content does not fit into them: on paper it would be cut off.
export const tooWide = () => {
  const most = document.documentElement.clientWidth + 1;
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest(".skip, .appendix") && element.getBoundingClientRect().right > most)
    .map((element) => `${element.localName}.${element.getAttribute("class") || ""}: ${element.textContent.trim().slice(0, 60)}`);
};

export const ground = () => getComputedStyle(document.body).backgroundColor;

// The contrast of the texts of charts with what lies under them (WCAG 2.2, relative luminance), the least ones.
// The whole page must be in the window.
export const contrastOfCharts = () => {
  const parts = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const seen = (colour) => colour && colour !== "none" && (parts(colour)[3] ?? 1) > 0;
  const luminance = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((m, n) => m - n);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  for (const text of document.querySelectorAll("figure svg text")) {
    const at = text.getBoundingClientRect();
    if (!at.width) continue;
    const under = document.elementsFromPoint(at.left + at.width / 2, at.top + at.height / 2).map((element) => {
      const style = getComputedStyle(element);
      if (element.closest("text") || element.localName === "line" || element.localName === "path") return "";
      return element instanceof SVGElement && element.localName !== "svg" ? style.fill : style.backgroundColor;
    });
    const ground = under.find(seen);
    found.push({ text: text.textContent, ratio: contrast(getComputedStyle(text).fill, ground), ink: getComputedStyle(text).fill, ground });
  }
  return { texts: found.length, least: found.sort((a, b) => a.ratio - b.ratio).slice(0, 10) };
};

// What axe finds. It cannot tell what lies under the text of a chart: see contrastOfCharts. Of a long table the first rows
// stand for the others, which look alike and take it long.
export const audited = async (only) => {
  const options = { resultTypes: ["violations", "incomplete"], ...(only ? { runOnly: only } : {}) };
  const { violations, incomplete } = await axe.run({ exclude: [["figure svg text"], ["tbody tr:nth-child(n + 4)"]] }, options);
  const brief = (found) => found.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => `${node.html.slice(0, 150)} ${node.failureSummary}`).slice(0, 3), times: nodes.length }));
  return { violations: brief(violations), incomplete: brief(incomplete) };
};

// Puts a script, a style and a picture from elsewhere into the page.
export const intrude = async () => {
  const stopped = [];
  document.addEventListener("securitypolicyviolation", (event) => stopped.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.intruded = true";
  document.body.append(script);
  const style = document.createElement("style");
  style.textContent = "body { outline: 7px solid red }";
  document.head.append(style);
  const picture = document.createElement("img");
  const over = new Promise((done) => { picture.onload = picture.onerror = done; setTimeout(done, 500); });
  picture.src = "http://127.0.0.1:9/picture.png";
  document.body.append(picture);
  await over;
  await new Promise((done) => setTimeout(done, 50));
  return { stopped: [...new Set(stopped)].sort(), ran: window.intruded === true, styled: getComputedStyle(document.body).outlineWidth };
};
