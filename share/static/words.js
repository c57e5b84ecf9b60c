// What scripts say, in the page's language.
const words = {
  en: {
    features: 'features', noWebgl: 'The map cannot be drawn in this browser; the table has the same data.',
    yes: 'yes', no: 'no', colon: ': ', colour: 'Colour by', show: 'Show', itemsShown: 'The items of the classes shown', moment: 'Moment', allTime: 'all', itemsThen: 'The items of then', copied: 'Copied', commune: 'All of the commune', sorted: 'Sorted by', ascending: 'ascending', descending: 'descending', unsorted: 'In the original order',
    'AttributionControl.ToggleAttribution': 'Toggle attribution',
    'CooperativeGesturesHandler.WindowsHelpText': 'Use Ctrl + scroll to zoom the map',
    'CooperativeGesturesHandler.MacHelpText': 'Use ⌘ + scroll to zoom the map',
    'CooperativeGesturesHandler.MobileHelpText': 'Use two fingers to move the map',
    'NavigationControl.ZoomIn': 'Zoom in', 'NavigationControl.ZoomOut': 'Zoom out',
    'FullscreenControl.Enter': 'Full screen', 'FullscreenControl.Exit': 'Leave full screen',
    'Popup.Close': 'Close', 'Marker.Title': 'Marker',
  },
  fr: {
    features: 'objets', noWebgl: 'Ce navigateur ne peut pas dessiner la carte ; le tableau contient les mêmes données.',
    yes: 'oui', no: 'non', colon: ' : ', colour: 'Colorer par', show: 'Afficher', itemsShown: 'Les objets des classes affichées', moment: 'Moment', allTime: 'tous', itemsThen: 'Les objets de ce moment', copied: 'Copié', commune: 'Toute la commune', sorted: 'Trié par', ascending: 'ordre croissant', descending: 'ordre décroissant', unsorted: "Dans l'ordre d'origine",
    'AttributionControl.ToggleAttribution': 'Afficher les sources',
    'CooperativeGesturesHandler.WindowsHelpText': 'Ctrl + molette pour zoomer la carte',
    'CooperativeGesturesHandler.MacHelpText': '⌘ + molette pour zoomer la carte',
    'CooperativeGesturesHandler.MobileHelpText': 'Deux doigts pour déplacer la carte',
    'NavigationControl.ZoomIn': 'Agrandir', 'NavigationControl.ZoomOut': 'Réduire',
    'FullscreenControl.Enter': 'Plein écran', 'FullscreenControl.Exit': 'Quitter le plein écran',
    'Popup.Close': 'Fermer', 'Marker.Title': 'Repère',
  },
};

export const lang = document.documentElement.lang === 'fr' ? 'fr' : 'en';
export const say = words[lang];

const integers = new Intl.NumberFormat(lang);
const reals = new Intl.NumberFormat(lang, { maximumSignificantDigits: 4 });

const exact = new Intl.NumberFormat(lang, { useGrouping: false, maximumSignificantDigits: 15 });

export const count = (n) => integers.format(n);
export const number = (v) => reals.format(v);
/* Text for what takes HTML, as MapLibre takes sources. */
export const escaped = (text) => (text ? Object.assign(document.createElement('span'), { textContent: text }).innerHTML : undefined);

// A list; tiles have it as text. undefined: it is none.
const listIn = (v) => {
  try {
    const list = typeof v === 'string' && v.startsWith('[') ? JSON.parse(v) : v;
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
};

/* A value as people of the page's language write it; where commas stand within the numbers of a list, they are not between them too. */
export const written = (v) => {
  const list = listIn(v);
  if (list) return list.map(written).join(lang === 'fr' && list.some((n) => typeof n === 'number' && !Number.isInteger(n)) ? '\u00a0; ' : ', ');
  if (typeof v === 'number') return exact.format(v);
  if (typeof v === 'boolean') return v ? say.yes : say.no;
  return typeof v === 'object' ? JSON.stringify(v) : v;
};
