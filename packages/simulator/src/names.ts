/** Names of firms, in the scripts that they are written in. None is the name of a real firm on purpose. */
import type { RandomSource } from './random.ts';
import type { Trade } from './site.ts';

const PLACES = ['赣江', '龙岭', '包山', '宁川', '凉河', '寻乌东', '定水', '瓯北', '太行', '岷西'] as const;
const WORDS = ['鑫源', '宏磁', '天泽', '金辉', '永固', '瑞丰', '恒稀', '华岭', '东曜', '中磁'] as const;

const KINDS: Readonly<Record<Trade, string>> = {
  mine: '稀土矿业有限公司',
  refiner: '稀土分离有限公司',
  'metal-maker': '稀土金属有限公司',
  'magnet-maker': '磁材有限公司',
  recycler: '再生资源有限公司',
  trader: '贸易有限公司',
  exporter: '进出口有限公司',
  'home-user': '电机有限公司',
  'foreign-user': 'Motors',
  laboratory: '检测中心',
};

const FOREIGN: Readonly<Record<string, string>> = {
  DE: 'Nordwerk Antriebe GmbH',
  JP: '東和モーター株式会社',
  KR: '한빛전기 주식회사',
  US: 'Prairie Drive Systems Inc.',
  VN: 'Công ty Động cơ Sông Lam',
  IN: 'सूर्या मोटर्स',
  HU: 'Dunamotor Kft.',
  PL: 'Silniki Wisła Sp. z o.o.',
  IT: 'Motori Adige S.p.A.',
  MX: 'Motores del Bajío',
  TH: 'บริษัท แม่น้ำมอเตอร์',
  CZ: 'Vltava Pohony s.r.o.',
};

export function nameOf(random: RandomSource, trade: Trade, country: string, number: number): string {
  if (trade === 'foreign-user') return `${FOREIGN[country] ?? 'Overseas Trading'} ${number}`;
  return `${random.pick(PLACES)}${random.pick(WORDS)}${KINDS[trade]}（${number}）`;
}
