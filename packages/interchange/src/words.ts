/** Words that cells may hold instead of ours: the trade's own, in Chinese, and short ones. */

const OTHER_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // What a row is of a step.
    in: 'input',
    out: 'output',
    投入: 'input',
    产出: 'output',
    损失: 'loss',
    期初: 'opening',
    期初存量: 'opening',
    期末: 'closing',
    期末存量: 'closing',
    // What becomes of a delivery.
    接收: 'accepted',
    部分接收: 'partly-accepted',
    拒收: 'rejected',
    // What a dispute is settled on.
    按发货: 'declared',
    按实测: 'measured',
    协商: 'agreed',
    // Before or after somebody consumed it.
    消费前: 'pre-consumer',
    消费后: 'post-consumer',
    // How much an assay counts.
    初检: 'provisional',
    终检: 'final',
    仲裁: 'umpire',
    // Where a lot comes from.
    开采: 'mined',
    进口: 'imported',
    收集: 'collected',
    期初库存: 'opening-stock',
    // Forms.
    矿石: 'ore',
    浸出液: 'leach-solution',
    精矿: 'concentrate',
    混合氧化物: 'mixed-oxide',
    碳酸稀土: 'carbonate',
    氯化稀土: 'chloride',
    料液: 'liquor',
    氧化物: 'oxide',
    氟化物: 'fluoride',
    金属: 'metal',
    合金: 'alloy',
    速凝薄片: 'flake',
    磁粉: 'powder',
    毛坯: 'block',
    磁体: 'magnet',
    磨泥: 'swarf',
    废料: 'scrap',
    尾矿: 'tailings',
    炉渣: 'slag',
    // Steps.
    选矿: 'beneficiation',
    浸出: 'leaching',
    沉淀: 'precipitation',
    精矿分解: 'cracking',
    溶解: 'dissolution',
    萃取: 'solvent-extraction',
    萃取分离: 'solvent-extraction',
    灼烧: 'calcination',
    电解: 'electrolysis',
    金属热还原: 'metallothermic-reduction',
    速凝: 'strip-casting',
    制粉: 'milling',
    烧结: 'sintering',
    机加工: 'machining',
    晶界扩散: 'grain-boundary-diffusion',
    表面处理: 'finishing',
    回收: 'recycling',
  }),
);

/** A word as events have it: `Opening stock` is `opening-stock`, 氧化物 is `oxide`. */
export function wordOf(text: string): string {
  const word = text.toLowerCase();
  return OTHER_WORDS.get(word) ?? word.replaceAll(' ', '-');
}
