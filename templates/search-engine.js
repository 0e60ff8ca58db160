// Finds places in the book: words in any of their forms and spellings, parts of compounds, numbers, «tabell 6.2».
// It knows the index (publish/site/search.py) and no page: search.js shows what it finds. window.bookSearch is its door.
"use strict";

(() => {
  const WORD = /\p{N}+(?:[\u00a0\u202f]\p{N}{3}(?!\p{N}))*(?:[.,]\p{N}+)*|[\p{L}\p{M}\p{N}\u00ad]+/gu;
  const STOP = new Set("alle at av da de den det en er et ett for fra frå har hva hvem hver hvilke hvor hvordan hvorfor i ka kan ke kor korleis kva kven kvifor med mange mye og om pa som the of til ved vi of in how many".split(" "));
  const ENDINGS = ["enes", "ene", "ens", "ers", "ets", "er", "en", "et", "es", "e", "s"];
  const NYNORSK = ["heime hjemme", "heim hjem", "laus løs", "sjuk syk", "sjølv selv", "tenest tjenest", "tilbod tilbud", "skul skol", "meistr mestr",
    "ggj gg", "nkj nk", "brukar bruker", "rettleiar veileder", "storleik størrelse", "verknad virkning", "arar ere", "arane erne", "ande$ ende", "ane$ ene", "ar$ er"].map((pair) => pair.split(" ")).map(([theirs, ours]) => [new RegExp(theirs), ours]);
  const KINDS = { tabell: "t", tabeller: "t", table: "t", tab: "t", figur: "f", figurer: "f", figure: "f", fig: "f" };
  const PLACE = /^(?:(tab\w*|tbl|fig\w*|kap\w*|chapter|avsn\w*|section|vedl\w*|appendix)\.?\s*)?([a-z]|\d+)((?:[.,]\d+)*|(?<=[a-z])\d+)\.?$/;
  const FIT = { exact: 1, form: 0.85, start: 0.6, end: 0.4, inside: 0.25, near: 0.5, far: 0.3, synonym: 0.6, spelling: 0.5 };

  // One spelling for all: å, aa and a; ø, oe and o; æ, ae and a; é and e; x and ks; 16 236 and 16236; 4.6 and 4,6.
  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\p{M}\u00ad]|(?<=\p{N})\s(?=\p{N})/gu, "")
      .replace(/ø|oe/g, "o").replace(/[æä]|ae|aa/g, "a").replace(/ö/g, "o").replace(/ŋ/g, "n").replace(/x/g, "ks").replace(/(?<=\d)\.(?=\d)/g, ",");
  }
  // As it is written, but for capitals, soft hyphens and the blanks and points of numbers.
  const plain = (word) => word.toLowerCase().normalize("NFC").replace(/\u00ad|(?<=\p{N})\s(?=\p{N})/gu, "").replace(/(?<=\d)\.(?=\d)/g, ",");
  const words = (text) => text.match(WORD) || [];

  function stem(word) {
    const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= 4);
    return ending ? word.slice(0, -ending.length) : word;
  }

  // The least number of letters put in, left out, changed or swapped, if it is at most `most`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return Infinity;
    let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return Infinity;
      [before, last] = [last, row];
    }
    return last[b.length];
  }

  // «bruker- og pårørendemedvirkning» has brukermedvirkning too: the endings that make a word the book knows.
  function halved(vocabulary, text) {
    return [...text.toLowerCase().matchAll(/(\p{L}+)- (?:og|eller) (\p{L}+)/gu)].flatMap(([, first, second]) =>
      Array.from(second, (_, at) => first + second.slice(at)).filter((word) => vocabulary.has(word) && word.length > first.length + 2)).join(" ");
  }

  // Every word of the index: in one spelling, as it is written, and where: entry -> times in title, page's name and text.
  function prepare(index) {
    const vocabulary = new Map();
    const known = new Map();
    const places = index.entries.map(([page, id, kind, number, title, text]) => {
      const [href, name, weight] = index.pages[page];
      return { href: id.includes(".html") ? id : href + (id && `#${id}`), page: name, weight, kind, number, title, text };
    });
    const rooted = (word) => ({ word, root: stem(word) });
    const entered = (form) => {
      const word = plain(form);
      if (!vocabulary.has(word)) vocabulary.set(word, { asIs: rooted(word), folded: rooted(fold(word)), forms: new Set(), at: new Map() });
      vocabulary.get(word).forms.add(form.toLowerCase());
      known.set(form, vocabulary.get(word));
      return known.get(form);
    };
    const add = (text, at, field) => {
      const found = words(text);
      for (const form of found) {
        const word = known.get(form) || entered(form);
        if (!word.at.has(at)) word.at.set(at, [0, 0, 0]);
        word.at.get(at)[field] += 1;
      }
      return found.length;
    };
    places.forEach((place, at) => {
      place.titleLength = add(place.title, at, 0);
      add(place.page, at, 1);
      place.length = add(place.text, at, 2);
    });
    places.forEach((place, at) => add(halved(vocabulary, place.title), at, 0));
    const mean = places.reduce((sum, place) => sum + place.length, 0) / (places.length || 1);
    const spelt = new Set([...vocabulary.values()].map((word) => word.folded.word));
    return { places, vocabulary, spelt, mean, synonyms: new Map(index.synonyms.map(([key, ...others]) => [fold(key).replace(/-/g, " "), others])) };
  }

  // Whether a compound may begin with these letters: a word of the book, with or without a binding s or e.
  function begins(spelt, letters) {
    return [letters, letters.replace(/[se]$/, ""), `${letters}e`].some((word) => word.length > 2 && spelt.has(word));
  }

  // How well a word of the book fits one that was typed: 0 is not at all. A number fits only itself.
  function fits(book, typed, root, { word, root: its }) {
    if (word === typed) return FIT.exact;
    if (/^\d/.test(typed)) return 0;
    if (root.length > 3 && its === root) return FIT.form;
    if (typed.length > 1 && word.startsWith(typed)) {
      const known = typed.length < 5 && book.spelt.has(fold(typed)); // KI is not the beginning of «kilde»
      return known ? (typed.length > 2 && FIT.inside) || 0 : FIT.start + (0.3 * typed.length) / word.length;
    }
    const part = [typed, root].find((one) => one.length > 3 && word.length > one.length + 2 && word.includes(one));
    if (!part) return 0;
    if (word.startsWith(part)) return part.length > 4 ? FIT.end : 0;
    const at = word.indexOf(part, 3);
    if (at < 0 || !begins(book.spelt, fold(word.slice(0, at)))) return 0;
    return stem(word.slice(at)) === root || word.endsWith(part) ? FIT.end : FIT.inside;
  }

  // The words that fit as they are spelt; in another spelling (ø for o) they fit less, if the book has the typed one.
  function fitting(book, typed, respelt = true) {
    const found = new Map();
    const [folded, root, spelling] = [fold(typed), stem(typed), book.vocabulary.has(typed) ? FIT.spelling : 1];
    const foldedRoot = stem(folded);
    for (const [word, { asIs, folded: other }] of book.vocabulary) {
      const fit = fits(book, typed, root, asIs) || (respelt && spelling * fits(book, folded, foldedRoot, other));
      if (fit) found.set(word, fit);
    }
    return found;
  }

  // The words nearest to one that was mistyped. Few letters leave no room for doubt.
  function nearest(book, typed) {
    const found = new Map();
    const folded = fold(typed);
    if (folded.length < 5 || /\d/.test(folded)) return found;
    let most = folded.length < 8 ? 1 : 2;
    for (const [word, { folded: { word: other } }] of book.vocabulary) {
      const beginning = folded.length > 6 ? Math.min(...[0, 1].map((more) => distance(folded, other.slice(0, folded.length + more), 1))) : Infinity;
      const away = Math.min(distance(folded, other, most), beginning);
      if (away > most || (away === 2 && other[0] !== folded[0])) continue;
      if (away < most) found.clear();
      most = away;
      found.set(word, away < 2 ? FIT.near : FIT.far);
    }
    return found;
  }

  const held = (book, found) => new Set([...found.keys()].flatMap((word) => [...book.vocabulary.get(word).at.keys()])).size;

  // The words of the book that a typed one stands for, with how well they fit: itself, its synonyms, or what was meant.
  function meant(book, typed) {
    const found = fitting(book, typed);
    const direct = book.spelt.has(fold(typed));
    const others = book.synonyms.get(fold(typed)) || book.synonyms.get(stem(fold(typed))) || [];
    for (const other of [...others, bokmal(typed)]) {
      for (const [word, fit] of other === typed ? [] : fitting(book, other, false)) {
        if (fit >= FIT.end) found.set(word, Math.max(found.get(word) || 0, fit * (direct ? FIT.synonym : 1)));
      }
    }
    if (held(book, found) < 3) {
      const near = nearest(book, typed);
      if (!found.size || held(book, near) > 10) near.forEach((fit, word) => found.set(word, Math.max(found.get(word) || 0, fit)));
    }
    return found;
  }

  // What each place has of a word: how much, and in which forms.
  function weighed(book, typed) {
    const found = new Map();
    const fitted = meant(book, typed);
    const rarity = Math.log(1 + book.places.length / (1 + held(book, fitted)));
    for (const [word, fit] of fitted) {
      const { forms, at } = book.vocabulary.get(word);
      for (const [entry, [inTitle, inPage, inText]] of at) {
        const place = book.places[entry];
        const often = inText / (inText + 0.6 + (0.6 * place.length) / book.mean);
        const title = inTitle && 4 * (0.4 + 0.6 / Math.sqrt(place.titleLength));
        const score = fit * fit * rarity * (title + 0.8 * Math.min(inPage, 1) + often);
        const known = found.get(entry) || { score: 0, forms: [] };
        found.set(entry, { score: Math.max(known.score, score) + 0.05 * Math.min(known.score, score), forms: known.forms.concat(...forms) });
      }
    }
    return found;
  }

  // Of several typed words, the places that have all of them, else those that have most.
  function together(book, typed) {
    const each = typed.map((word) => weighed(book, word));
    const sums = new Map();
    for (const found of each) {
      for (const [entry, { score, forms }] of found) {
        const sum = sums.get(entry) || { entry, count: 0, score: 0, forms: [] };
        sums.set(entry, { entry, count: sum.count + 1, score: sum.score + score, forms: sum.forms.concat(forms) });
      }
    }
    const most = Math.max(0, ...[...sums.values()].map((sum) => sum.count));
    return [...sums.values()].filter((sum) => sum.count === most);
  }

  // «tabell 6.2», «kap 13», «vedlegg b», «6.2»: the places of that number, as the words say or as they stand in the book.
  function numbered(book, query) {
    const found = PLACE.exec(query.trim());
    if (!found) return [];
    const [, word = "", first, rest] = found;
    if (!word && !rest && !/^\d+$/.test(first)) return [];
    const number = (first + rest.replace(/,/g, ".").replace(/^(?=\d)/, ".")).toUpperCase(); // b1 is B.1
    const kind = { t: "t", f: "f" }[word[0]] || (word && "ps");
    const has = (place) => (kind ? kind.includes(place.kind) : "ptfs".includes(place.kind));
    const same = book.places.filter((place) => has(place) && place.number === number);
    const within = /[tf]/.test(kind) && !rest ? book.places.filter((place) => place.kind === kind && place.number.startsWith(`${number}.`)) : [];
    return [...same.sort((a, b) => "ptfs".indexOf(a.kind) - "ptfs".indexOf(b.kind)), ...within];
  }

  function scored(book, { entry, score, forms }, query, kind) {
    const place = book.places[entry];
    const title = words(place.title).map(fold).join(" ");
    let factor = place.weight;
    if (title === query) factor *= 2.5;
    else if (query.includes(" ") && ` ${title} `.includes(` ${query} `)) factor *= 1.5;
    else if (query.includes(" ") && words(place.text).map(fold).join(" ").includes(query)) factor *= 1.25;
    if (place.kind === "p") factor *= 1.3;
    const named = new Set(["bydel", ...forms.map(fold)]);
    if (place.kind === "p" && !place.number && !title.split(" ").every((word) => named.has(word))) factor *= 0.4; // Oslo is not Gamle Oslo
    if (kind) factor *= place.kind === kind ? 3 : 1;
    return { ...place, score: score * factor, forms: [...new Set(forms)] };
  }

  // A number is typed with blanks; a phrase of the synonyms counts as one word.
  function asked(book, query) {
    const text = query.replace(/(\p{N})[ \u00a0\u202f](?=\p{N}{3}(?!\p{N}))/gu, "$1\u00a0");
    const typed = [];
    const found = words(text).map(plain);
    while (found.length) {
      const length = [4, 3, 2].find((n) => found.length >= n && book.synonyms.has(fold(found.slice(0, n).join(" ")))) || 1;
      typed.push(found.splice(0, length).join(" "));
    }
    const kind = typed.length > 1 ? typed.map((word) => KINDS[word]).find(Boolean) : undefined;
    const kept = typed.filter((word) => !STOP.has(word) && !(kind && KINDS[word]));
    return { typed: kept.length ? kept : typed, kind };
  }

  const bokmal = (word) => NYNORSK.reduce((text, [theirs, ours]) => text.replace(theirs, ours), word);

  // A word in nynorsk that the book has in bokmål alone: innbyggjarar is innbyggere.
  function translated(book, word) {
    if (book.spelt.has(fold(word)) || book.synonyms.has(fold(word))) return word;
    const other = bokmal(word);
    return other !== word && (book.spelt.has(fold(other)) || nearest(book, other).size) ? other : word;
  }

  // A compound that the book doesn't have is two words that it has: kveldstilbud is kveld and tilbud.
  function divided(book, word) {
    const folded = fold(word);
    if (book.synonyms.has(folded) || fitting(book, word).size) return [word];
    const at = Array.from(folded, (_, i) => i).find((i) => i > 2 && folded.length - i > 3 && begins(book.spelt, folded.slice(0, i)) && book.spelt.has(folded.slice(i)));
    return at ? [folded.slice(0, at).replace(/s$/, ""), folded.slice(at)] : [word];
  }

  // All hits for a query, the best first: { href, page, kind, number, title, text, forms, score }.
  function find(book, query) {
    const { typed: given, kind } = asked(book, query);
    const typed = given.map((word) => translated(book, word));
    const first = numbered(book, query.toLowerCase()).map((place) => ({ ...place, forms: [], score: Infinity }));
    const known = new Set(first.map((place) => place.href));
    if (first.length && !/\d/.test(first[0].number[0])) return first; // «vedlegg B» is no word to look for
    let found = together(book, typed.flatMap((word) => divided(book, word)));
    if (!found.length) found = together(book, typed.filter((word) => /^\d+,\d{3}$/.test(word)).map((word) => word.replace(",", "")));
    const others = found.map((hit) => scored(book, hit, fold(typed.join(" ")), kind)).filter((hit) => !known.has(hit.href));
    return [...first, ...others.sort((a, b) => b.score - a.score)];
  }

  window.bookSearch = { prepare, find };
})();
