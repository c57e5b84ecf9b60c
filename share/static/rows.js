// Table and map together: a row lights up its feature, a feature its row.

// By keyboard a row is chosen from its link: Enter follows it, the space bar chooses.
export function onSpace(table, choose) {
  table.addEventListener('keydown', (e) => {
    const row = e.key === ' ' && e.target.closest('tbody a')?.closest('tr');
    if (!row) return;
    e.preventDefault();
    choose(row);
  });
}

export function linkRows(table) {
  let features = [];
  let of = []; // the row of each feature, if it has one
  let index = new Map();
  const rowAt = (event) => event.target.closest('tbody tr');
  const mark = (name) => (i) => {
    table.querySelector(`tbody .${name}`)?.classList.remove(name);
    of[i]?.classList.add(name);
    return of[i];
  };
  const near = mark('near');
  const chosen = mark('chosen');
  return {
    near,
    link(all) {
      table.classList.add('linked'); // until then a table answers by itself
      const rows = new Map([...table.querySelectorAll('tbody tr')].map((tr) => [tr.querySelector('th a')?.textContent, tr]));
      features = all;
      of = all.map((f) => rows.get(String(f.id)) ?? null);
      index = new Map(of.map((tr, i) => [tr, i]));
    },
    choose(i, scroll) {
      const row = chosen(i);
      if (!row || !scroll) return;
      const top = row.offsetTop - table.clientHeight / 2;
      table.scrollTo({ top });
    },
    show(visible) {
      of.forEach((tr, i) => { if (tr) tr.hidden = !visible(features[i]); });
    },
    onNear(f) {
      table.addEventListener('mouseover', (e) => f(index.get(rowAt(e))));
      table.addEventListener('focusin', (e) => f(index.get(rowAt(e))));
      table.addEventListener('mouseleave', () => f());
    },
    onChoose(f) {
      table.addEventListener('click', (e) => {
        const i = index.get(rowAt(e));
        if (i !== undefined && !e.target.closest('a') && !String(getSelection())) f(i);
      });
      onSpace(table, (row) => { if (index.has(row)) f(index.get(row)); });
    },
  };
}
