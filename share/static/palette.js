// Colours: of classes that have no order, of values from low to high, of values around zero, and of
// the Local Climate Zones of Stewart and Oke.
import { lang } from './words.js';

export const classes = ['#0b6e99', '#e08e0b', '#3f9b5f', '#b5417a', '#7a6bb8', '#8a6d3b', '#4fb6c8', '#d1603d', '#9aa82f', '#5c7080', '#d889b8', '#2f4b7c'];
export const rising = ['#fff0c2', '#fdc96b', '#f39334', '#cf5316', '#8a2b08'];
export const around = ['#8c3a0e', '#d98344', '#f4d3b0', '#bcdcea', '#4f9fc6', '#0b4f6c'];
export const nothing = '#9aa5ad';

const lcz = [
  ['1', '#8c0000', 'Compact high-rise', 'Ensemble compact de tours'],
  ['2', '#d10000', 'Compact mid-rise', "Ensemble compact d'immeubles"],
  ['3', '#ff0000', 'Compact low-rise', 'Ensemble compact de maisons'],
  ['4', '#bf4d00', 'Open high-rise', 'Ensemble de tours espacées'],
  ['5', '#ff6600', 'Open mid-rise', "Ensemble d'immeubles espacés"],
  ['6', '#ff9955', 'Open low-rise', 'Ensemble de maisons espacées'],
  ['7', '#faee05', 'Lightweight low-rise', 'Constructions légères'],
  ['8', '#bcbcbc', 'Large low-rise', 'Bâtiments bas de grande emprise'],
  ['9', '#ffccaa', 'Sparsely built', 'Implantation diffuse de maisons'],
  ['10', '#555555', 'Heavy industry', 'Industrie lourde'],
  ['A', '#006a00', 'Dense trees', 'Espace densément arboré'],
  ['B', '#00aa00', 'Scattered trees', 'Espace arboré clairsemé'],
  ['C', '#648525', 'Bush, scrub', 'Espace arbustif'],
  ['D', '#b9db79', 'Low plants', 'Végétation basse'],
  ['E', '#000000', 'Bare rock or paved', 'Sol imperméable'],
  ['F', '#fbf7ae', 'Bare soil or sand', 'Sol nu perméable'],
  ['G', '#6a6aff', 'Water', 'Surface en eau'],
];

// A..G come as letters, as 11..17 and as 101..107.
const zones = new Map(lcz.flatMap(([code, colour, en, fr], i) => {
  const zone = { colour, name: `${code} – ${lang === 'fr' ? fr : en}`, order: i };
  return i < 10 ? [[code, zone]] : [[code, zone], [String(i + 1), zone], [String(i + 91), zone]];
}));

export const isZones = (field) => /^lcz/i.test(field);
export const zoneOf = (value) => zones.get(String(value));
