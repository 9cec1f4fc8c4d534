// The network of figures: fetched once, then drawn anew for every span, filter and zoom, each figure in its place.
import { arrange, placeNames, radiusOf } from "./network-layout.js";
import { DREAMER, counted, isChosen, prevails, shown, stretches, weightOf } from "./network-sky.js";
import { savePicture } from "./network-save.js";
import { describe, legend } from "./network-beside.js";
import { isStill, say } from "./talk.js";

const KINDS = { person: "people", famous: "public figures", group: "groups", animal: "animals", imaginary: "creatures" };
/** So many figures are drawn at first; fewer dreams than the last of them is fewer than the least. */
const AT_FIRST = 90;
const TINTS = 8;
const ZOOM = [0.35, 8];
const PAN = 70;
/** The broadest tie stands for so many dreams at the least. */
const MANY_DREAMS = 12;
/** So few ties need not stand back behind each other. */
const FEW_TIES = 60;

class Sky {
  constructor(section, sky) {
    this.section = section;
    this.sky = sky;
    this.stage = section.querySelector("[data-stage]");
    this.svg = d3.select(this.stage.querySelector("svg"));
    this.beside = section.querySelector("[data-beside]");
    this.form = section.querySelector("[data-steer]");
    this.span = stretches(sky.dreams);
    this.most = d3.max(sky.nodes, (node) => node.dreams) ?? 1;
    this.whole = counted(sky, this.span, { from: 0, to: this.span.names.length - 1 });
    this.layers = ["bounds", "ties", "figures"].map((name) => this.svg.append("g").attr("class", name));
    this.looked = null;
    this.current = null;
    this.fillForm();
    this.listen();
    this.settle();
    this.fit(false);
  }

  // What is asked for.

  /** Fill the form from the address, or with what shows the most seen figures. */
  fillForm() {
    const { form, span } = this;
    const asked = new URLSearchParams(location.search);
    const last = span.names.length - 1;
    for (const [name, at] of [["from", 0], ["to", last]]) {
      form[name].max = String(last);
      form[name].value = String(at);
    }
    const start = asked.get(span.dated ? "since" : "first");
    const end = asked.get(span.dated ? "until" : "last");
    const from = span.names.findIndex((name) => start && name.startsWith(start));
    const to = span.names.findLastIndex((name) => end && name.startsWith(end));
    if (from >= 0) form.from.value = String(from);
    if (to >= 0) form.to.value = String(to);
    const sorted = this.sky.nodes.map((node) => node.dreams).sort((a, b) => b - a);
    this.natural = Math.max(1, sorted.length > AT_FIRST ? sorted[AT_FIRST] + 1 : 1);
    form.least.value = asked.get("least") ?? String(this.natural);
    form.ties.value = ["friendly", "aggressive"].includes(asked.get("ties")) ? asked.get("ties") : "any";
    form.dreamer.checked = asked.has("dreamer");
    this.bindDreamer();
    form.confirmed.checked = asked.has("confirmed");
    form.confirmed.closest("label").hidden = !this.sky.nodes.some((node) => node.confirmed);
    const kinds = Object.keys(KINDS).filter((kind) => this.sky.nodes.some((node) => node.kind === kind));
    const wanted = asked.get("kinds")?.split(",");
    const place = form.querySelector("[data-kinds]");
    if (kinds.length > 1) {
      for (const kind of kinds) {
        const box = document.createElement("input");
        box.type = "checkbox";
        box.name = "kind";
        box.value = kind;
        box.checked = !wanted || wanted.includes(kind);
        const label = document.createElement("label");
        label.append(box, ` ${KINDS[kind]}`);
        place.append(label);
      }
    }
    this.drawSpectrum();
  }

  /** Nearly all acts are between a figure and the dreamer, who is then there without being asked for. */
  bindDreamer() {
    const { dreamer, ties } = this.form;
    const isNeeded = ties.value !== "any";
    if (isNeeded && !dreamer.disabled) this.hadDreamer = dreamer.checked;
    if (isNeeded !== dreamer.disabled) dreamer.checked = isNeeded || this.hadDreamer;
    dreamer.disabled = isNeeded;
  }

  /** What the form asks for. */
  get steer() {
    const { form } = this;
    const boxes = [...form.querySelectorAll("[name=kind]")];
    const from = Number(form.from.value);
    const to = Number(form.to.value);
    return {
      from: Math.min(from, to),
      to: Math.max(from, to),
      least: Math.max(1, Number.parseInt(form.least.value, 10) || 1),
      ties: form.ties.value,
      dreamer: form.dreamer.checked,
      confirmed: form.confirmed.checked,
      kinds: new Set(boxes.length ? boxes.filter((box) => box.checked).map((box) => box.value) : Object.keys(KINDS)),
    };
  }

  /** The address of what is shown, so that it can be gone back to, and for the files. */
  keepAddress() {
    const { form, span, steer } = this;
    const told = new URLSearchParams();
    if (this.section.dataset.who === "all") told.set("who", "all");
    if (steer.from > 0) told.set(span.dated ? "since" : "first", span.names[steer.from]);
    if (steer.to < span.names.length - 1) told.set(span.dated ? "until" : "last", span.names[steer.to]);
    if (steer.least !== this.natural) told.set("least", String(steer.least));
    const forFiles = new URLSearchParams(told);
    if (steer.ties !== "any") told.set("ties", steer.ties);
    if (form.dreamer.checked && !form.dreamer.disabled) told.set("dreamer", "yes");
    if (steer.confirmed) told.set("confirmed", "yes");
    const boxes = [...form.querySelectorAll("[name=kind]")];
    if (boxes.some((box) => !box.checked)) told.set("kinds", [...steer.kinds].join(","));
    const query = told.size ? `?${told}` : "";
    history.replaceState(null, "", `${this.section.dataset.page}${query}`);
    for (const link of this.section.querySelectorAll("[data-follows]")) {
      link.href = `${link.pathname}${forFiles.size ? `?${forFiles}` : ""}`;
    }
    const anew = this.section.querySelector("[data-anew]");
    if (anew) {
      const measured = ["since", "until", "least", "who"].map((name) => this.loaded.get(name)).join("|");
      anew.hidden = ["since", "until", "least", "who"].map((name) => told.get(name)).join("|") === measured;
      anew.querySelector("a").href = `${this.section.dataset.page}${query}`;
    }
    const isCut = steer.from > 0 || steer.to < span.names.length - 1;
    this.section.querySelector("[data-scope]").textContent = !span.dated && isCut
      ? "of all dreams: without dates, a part of them is only drawn"
      : "of the dreams and the least number that are chosen";
  }

  /** How many dreams fall in each stretch, as bars above the slider. */
  drawSpectrum() {
    const { span } = this;
    const bins = Math.min(span.names.length, 140);
    const counts = new Array(bins).fill(0);
    for (const where of span.of) if (where >= 0) counts[Math.floor((where * bins) / span.names.length)] += 1;
    const most = d3.max(counts) || 1;
    this.bars = d3.select(this.section.querySelector("[data-spectrum]"))
      .append("svg").attr("width", "100%").attr("height", 34)
      .selectAll("rect").data(counts).join("rect")
      .attr("x", (_, place) => `${(100 * place) / bins}%`)
      .attr("width", `${Math.max(0.2, 100 / bins - 0.25)}%`)
      .attr("y", (count) => 34 - 32 * Math.sqrt(count / most))
      .attr("height", (count) => 32 * Math.sqrt(count / most));
  }

  tellSpan() {
    const { form, span, steer } = this;
    const name = (place) => (span.dated ? span.names[place] : `dream ${Number(span.names[place]).toLocaleString("en")}`);
    for (const [field, place, out] of [[form.from, steer.from, "[data-from]"], [form.to, steer.to, "[data-to]"]]) {
      form.querySelector(out).textContent = name(place);
      field.setAttribute("aria-valuetext", name(place));
    }
    const last = span.names.length;
    this.bars.classed("is-in", (_, place) => {
      const where = (place * last) / this.bars.size();
      return where + last / this.bars.size() > steer.from && where < steer.to + 1;
    });
  }

  // Where figures stand.

  /** Arrange the figures that any span may show: the time slider then moves nobody. */
  settle() {
    const { steer, sky } = this;
    const all = shown(sky, this.whole, steer);
    const groups = (place) => sky.nodes[place].group;
    const { width, height } = this.room;
    this.places = arrange(all.figures, all.ties, {
      group: groups,
      radius: (place) => radiusOf(sky.nodes[place].dreams, this.most),
      breadth: Math.max(0.6, Math.min(1.8, width / height)),
      dreamer: steer.dreamer,
    });
  }

  get room() {
    const { width, height } = this.stage.getBoundingClientRect();
    return { width: Math.max(200, width), height: Math.max(200, height) };
  }

  // Drawing.

  /** Count and draw what the form asks for. */
  show() {
    const { sky, span, steer } = this;
    this.found = counted(sky, span, steer);
    const { figures, ties, left } = shown(sky, this.found, steer);
    this.figures = figures.filter((place) => this.places.has(place));
    this.ties = ties.filter((tie) => this.places.has(tie.one) && this.places.has(tie.other));
    this.withDreamer = steer.dreamer && this.places.has(DREAMER);
    this.weight = weightOf(steer.ties);
    this.neighbours = new Map();
    for (const tie of this.ties) {
      for (const [one, other] of [[tie.one, tie.other], [tie.other, tie.one]]) {
        if (!this.neighbours.has(one)) this.neighbours.set(one, []);
        this.neighbours.get(one).push({ place: other, tie });
      }
    }
    this.stage.classList.toggle("is-sparse", this.ties.length < FEW_TIES);
    this.tellSpan();
    this.tellCount(left);
    this.join();
    this.draw();
    this.look(this.figures.includes(this.looked) ? this.looked : null);
  }

  tellCount(left) {
    const many = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
    const among = this.ties.filter((tie) => tie.one !== DREAMER).length;
    this.section.querySelector("[data-counted]").textContent =
      this.figures.length === 0
        ? "Nobody is seen so often in these dreams."
        : `${many(this.figures.length, "figure")}, ${many(among, "tie")} between them, ${many(this.found.dreams, "dream")}.`
          + (left > 0 ? ` ${left.toLocaleString("en")} more have no room here.` : "");
  }

  /** Make what is to be drawn; where it stands is for draw(). */
  join() {
    const { sky, steer } = this;
    const [, ties, figures] = this.layers;
    const breadth = d3.scaleSqrt([1, Math.max(MANY_DREAMS, d3.max(this.ties, this.weight) ?? 1)], [0.8, 5.5]);
    ties.selectAll("line").data(this.ties, (tie) => `${tie.one} ${tie.other}`).join("line")
      .attr("class", (tie) => {
        const group = tie.one === DREAMER ? null : sky.nodes[tie.one].group;
        const inside = group !== null && tie.one !== DREAMER && group === sky.nodes[tie.other].group && group < TINTS;
        return `tie ${steer.ties} ${inside ? `circle-${group}` : ""}`;
      })
      .attr("stroke-width", (tie) => breadth(this.weight(tie)))
      .order();
    const all = this.withDreamer ? [DREAMER, ...this.figures] : this.figures;
    const made = figures.selectAll(".figure").data(all, (place) => place).join((enter) => {
      const figure = enter.append((place) => document.createElementNS("http://www.w3.org/2000/svg", place === DREAMER ? "g" : "a"))
        .attr("class", (place) => this.classOf(place));
      figure.append("circle").attr("class", "ring");
      figure.append("circle").attr("class", "pearl");
      figure.append("text").attr("class", "initial private").attr("aria-hidden", "true");
      figure.append("text").attr("class", "name private").attr("aria-hidden", "true");
      return figure;
    });
    made.order()
      .attr("class", (place) => this.classOf(place))
      .attr("href", (place) => (place === DREAMER ? null : sky.nodes[place].at))
      .attr("aria-label", (place) => (place === DREAMER ? null : this.inWords(place)));
    made.select(".initial").text((place) => (place === DREAMER ? "D" : initialOf(sky.nodes[place].name)));
    made.select(".name").text((place) => (place === DREAMER ? "the dreamer" : sky.nodes[place].name));
    if (!this.figures.includes(this.current)) this.current = this.figures[0] ?? null;
    made.attr("tabindex", (place) => (place === DREAMER ? null : place === this.current ? 0 : -1));
    this.made = made;
  }

  classOf(place) {
    if (place === DREAMER) return "figure dreamer";
    const { group } = this.sky.nodes[place];
    return `figure ${group !== null && group < TINTS ? `circle-${group}` : "circle-none"} ${prevails(this.found.bonds.get(place))}`;
  }

  inWords(place) {
    const node = this.sky.nodes[place];
    const company = this.company(place).slice(0, 3).map((each) => `${this.sky.nodes[each.place].name} ${each.tie.shared}`);
    return `${node.name}, ${node.circle}, ${this.found.counts[place]} dreams${company.length ? `; most with ${company.join(", ")}` : ""}`;
  }

  /** Whom a figure meets, those of most dreams first. */
  company(place) {
    return (this.neighbours.get(place) ?? [])
      .filter((each) => each.place !== DREAMER)
      .sort((a, b) => b.tie.shared - a.tie.shared || a.place - b.place);
  }

  radius(place) {
    const scale = Math.max(0.7, Math.min(2, Math.sqrt(this.at.k)));
    return scale * (place === DREAMER ? 13 : radiusOf(this.found.counts[place], this.most));
  }

  /** A place in the stage, in pixels. */
  spot(place) {
    const { x, y } = this.places.get(place);
    return [this.at.applyX(x), this.at.applyY(y)];
  }

  /** Put everything where the zoom has it. Names find their places once it rests. */
  draw() {
    const [, ties] = this.layers;
    ties.selectAll("line").each((tie, index, lines) => {
      const [x1, y1] = this.spot(tie.one);
      const [x2, y2] = this.spot(tie.other);
      const line = lines[index];
      line.setAttribute("x1", x1); line.setAttribute("y1", y1);
      line.setAttribute("x2", x2); line.setAttribute("y2", y2);
    });
    this.made.attr("transform", (place) => `translate(${this.spot(place).map((each) => each.toFixed(1)).join(" ")})`);
    this.made.select(".pearl").attr("r", (place) => this.radius(place));
    this.made.select(".ring").attr("r", (place) => this.radius(place) + 2.5);
    this.made.select(".initial")
      .attr("font-size", (place) => Math.min(22, this.radius(place) * 0.95))
      .attr("display", (place) => (this.radius(place) < 8.5 ? "none" : null));
    this.drawBounds();
    this.drawNames();
  }

  /** A dotted line around each circle of figures, as around a constellation. */
  drawBounds() {
    const { sky } = this;
    const circles = d3.groups(this.figures.filter((place) => sky.nodes[place].group !== null && sky.nodes[place].group < TINTS), (place) => sky.nodes[place].group)
      .filter(([, members]) => members.length > 2);
    const around = (members) => d3.polygonHull(members.flatMap((place) => {
      const [x, y] = this.spot(place);
      const radius = this.radius(place) + 11;
      return d3.range(12).map((turn) => [x + radius * Math.cos((turn * Math.PI) / 6), y + radius * Math.sin((turn * Math.PI) / 6)]);
    }));
    this.circles = circles.map(([group, members]) => ({ group, words: `around ${sky.nodes[members[0]].name}`, hull: around(members), size: 11 }));
    const outline = d3.line().curve(d3.curveCatmullRomClosed.alpha(0.5));
    const bounds = this.layers[0].selectAll("g").data(this.circles, (circle) => circle.group).join((enter) => {
      const made = enter.append("g");
      made.append("path");
      made.append("text").attr("class", "private").attr("aria-hidden", "true");
      return made;
    });
    bounds.attr("class", (circle) => `bound circle-${circle.group}`);
    bounds.select("path").attr("d", (circle) => outline(circle.hull));
    bounds.select("text").text((circle) => circle.words);
    this.bounds = bounds;
  }

  /** Names stand where there is room: first of circles, each by the most seen of it, then of figures. */
  drawNames() {
    const order = this.withDreamer ? [DREAMER, ...this.figures] : this.figures;
    const spots = order.map((place) => {
      const [x, y] = this.spot(place);
      const radius = this.radius(place);
      const isDreamer = place === DREAMER;
      return {
        x, y, radius: radius + 3, words: isDreamer ? "the dreamer" : this.sky.nodes[place].name,
        size: isDreamer ? 12 : Math.max(11, Math.min(16, 7 + radius * 0.4)),
      };
    });
    const found = placeNames([...this.circles, ...spots], this.room);
    const put = (selection, at, from) => selection
      .attr("display", (_, index) => (at(index) ? null : "none"))
      .attr("text-anchor", (_, index) => at(index)?.anchor ?? "start")
      .attr("x", (_, index) => (at(index)?.x ?? 0) - from(index).x)
      .attr("y", (_, index) => (at(index)?.y ?? 0) - from(index).y);
    put(this.bounds.select("text"), (index) => found[index], () => ({ x: 0, y: 0 }));
    put(this.made.select(".name"), (index) => found[this.circles.length + index], (index) => (found[this.circles.length + index] ? spots[index] : { x: 0, y: 0 }))
      .attr("font-size", (_, index) => spots[index].size);
  }

  // Zoom.

  /** Show all figures at once. */
  fit(slowly = true) {
    const { width, height } = this.room;
    const spots = [...this.places.values()];
    if (!spots.length) {
      this.at = d3.zoomIdentity;
      this.show();
      return;
    }
    const [left, right] = d3.extent(spots, (spot) => spot.x);
    const [top, bottom] = d3.extent(spots, (spot) => spot.y);
    const margin = 58;
    const scale = Math.min(2.2, (width - 2 * margin) / Math.max(1, right - left), (height - 2 * margin) / Math.max(1, bottom - top));
    const k = Math.max(ZOOM[0], scale);
    const target = d3.zoomIdentity.translate(width / 2 - (k * (left + right)) / 2, height / 2 - (k * (top + bottom)) / 2).scale(k);
    this.hasZoomed = false;
    if (this.at === undefined) {
      this.at = target;
      this.show();
    }
    this.moveTo(target, slowly);
    this.hasZoomed = false;
  }

  moveTo(transform, slowly = true) {
    const calm = slowly && !isStill();
    (calm ? this.svg.transition().duration(200).ease(d3.easeCubicOut) : this.svg).call(this.zoom.transform, transform);
  }

  zoomBy(factor) {
    const { width, height } = this.room;
    const k = Math.max(ZOOM[0], Math.min(ZOOM[1], this.at.k * factor));
    const x = width / 2 - ((width / 2 - this.at.x) * k) / this.at.k;
    const y = height / 2 - ((height / 2 - this.at.y) * k) / this.at.k;
    this.moveTo(d3.zoomIdentity.translate(x, y).scale(k));
  }

  panBy(x, y) {
    this.moveTo(d3.zoomIdentity.translate(this.at.x + x, this.at.y + y).scale(this.at.k));
  }

  /** Bring a figure into the stage, if it is out of sight. */
  bringIn(place) {
    const { width, height } = this.room;
    const [x, y] = this.spot(place);
    const margin = 40;
    const by = (at, size) => (at < margin ? margin - at : at > size - margin ? size - margin - at : 0);
    if (by(x, width) || by(y, height)) this.panBy(by(x, width), by(y, height));
  }

  // Looking at one figure.

  look(place) {
    this.looked = place;
    this.stage.classList.toggle("is-looking", place !== null);
    const near = new Set(place === null ? [] : [place, ...(this.neighbours.get(place) ?? []).map((each) => each.place)]);
    this.made.classed("is-near", (each) => near.has(each)).classed("is-looked-at", (each) => each === place);
    this.layers[1].selectAll("line").classed("is-near", (tie) => place !== null && (tie.one === place || tie.other === place));
    this.beside.replaceChildren(...(place === null ? legend(this) : describe(this, place)));
  }

  goTo(place) {
    if (place === null || place === undefined) return;
    this.current = place;
    this.made.attr("tabindex", (each) => (each === DREAMER ? null : each === place ? 0 : -1));
    this.made.filter((each) => each === place).node().focus({ preventScroll: true });
    this.bringIn(place);
  }

  /** The neighbour that lies in a direction; anybody who does, where no neighbour is there. */
  toward(place, dx, dy) {
    const [x, y] = this.spot(place);
    const nearest = (places) => d3.least(places.filter((each) => each !== place && each !== DREAMER).flatMap((each) => {
      const [ox, oy] = this.spot(each);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy - (oy - y) * dx);
      return along > 0 && aside <= along ? [{ each, far: along + 1.5 * aside }] : [];
    }), (found) => found.far)?.each;
    return nearest((this.neighbours.get(place) ?? []).map((each) => each.place)) ?? nearest(this.figures);
  }

  // What people do.

  listen() {
    const { form, stage, svg } = this;
    this.loaded = new URLSearchParams(location.search);
    this.zoom = d3.zoom().scaleExtent(ZOOM)
      // The wheel scrolls the page until the picture is in use; one finger does always.
      .filter((event) => {
        if (event.type === "wheel") return event.ctrlKey || event.metaKey || stage.contains(document.activeElement);
        if (event.type === "touchstart") return event.touches.length > 1;
        return !event.button && event.type !== "dblclick";
      })
      .on("zoom", (event) => {
        this.at = event.transform;
        if (event.sourceEvent) this.hasZoomed = true;
        if (this.made) this.draw();
      });
    svg.call(this.zoom);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      const isSpan = event.target === form.from || event.target === form.to;
      if (event.target === form.ties) this.bindDreamer();
      if (!isSpan) this.settle();
      this.show();
      if (!isSpan && !this.hasZoomed) this.fit();
    });
    form.addEventListener("change", () => this.keepAddress());
    for (const button of stage.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "fit") this.fit();
        else this.zoomBy(button.dataset.zoom === "in" ? 1.5 : 1 / 1.5);
        this.hasZoomed = button.dataset.zoom !== "fit";
      });
    }
    const figureOf = (event) => {
      const figure = event.target.closest?.("a.figure");
      return figure ? d3.select(figure).datum() : null;
    };
    svg.on("pointerover", (event) => { if (event.pointerType !== "touch" && figureOf(event) !== null) this.look(figureOf(event)); });
    svg.on("pointerleave", () => this.look(this.stage.contains(document.activeElement) ? this.current : null));
    svg.on("focusin", (event) => { if (figureOf(event) !== null) { this.current = figureOf(event); this.look(this.current); } });
    svg.on("focusout", (event) => { if (!this.stage.contains(event.relatedTarget)) this.look(null); });
    stage.addEventListener("keydown", (event) => this.onKey(event));
    for (const button of this.section.querySelectorAll("[data-save]")) {
      button.addEventListener("click", async () => {
        await savePicture(this.stage.querySelector("svg"), button.dataset.save);
        say("The picture was handed to the browser.");
      });
    }
    let known = this.room;
    new ResizeObserver(() => {
      const now = this.room;
      if (now.width === known.width && now.height === known.height) return;
      known = now;
      if (this.hasZoomed) this.draw(); else { this.settle(); this.fit(false); this.show(); }
    }).observe(stage);
  }

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const at = this.figures.indexOf(this.current);
    const act =
      arrow && event.shiftKey ? () => this.panBy(-arrow[0] * PAN, -arrow[1] * PAN)
      : arrow && event.target.closest(".figure") ? () => this.goTo(this.toward(this.current, ...arrow))
      : event.key === "Home" ? () => this.goTo(this.figures[0])
      : event.key === "End" ? () => this.goTo(this.figures.at(-1))
      : event.key === "PageDown" ? () => this.goTo(this.figures[Math.min(at + 1, this.figures.length - 1)])
      : event.key === "PageUp" ? () => this.goTo(this.figures[Math.max(at - 1, 0)])
      : event.key === "+" || event.key === "=" ? () => { this.zoomBy(1.5); this.hasZoomed = true; }
      : event.key === "-" ? () => { this.zoomBy(1 / 1.5); this.hasZoomed = true; }
      : event.key === "0" ? () => this.fit()
      : null;
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** The first letter of a name, without an article before it. */
function initialOf(name) {
  return (name.replace(/^(the|a|an|my)\s+/i, "").match(/[\p{L}\p{N}]/u)?.[0] ?? "·").toUpperCase();
}

/** Draw the network of a part of the page, once. */
async function open(section) {
  if (!section || section.dataset.open || !section.querySelector("[data-stage]")) return;
  section.dataset.open = "yes";
  const answer = await fetch(section.dataset.sky);
  if (!answer.ok) {
    say("The picture could not be fetched. Load the page again.");
    return;
  }
  const sky = new Sky(section, await answer.json());
  section.dataset.drawn = String(sky.figures.length);
}

document.addEventListener("htmx:load", () => open(document.querySelector(".sky")));
open(document.querySelector(".sky"));
