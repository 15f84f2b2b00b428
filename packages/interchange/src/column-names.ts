/**
 * What people write over a column. The first name of each is ours; the others are understood. The Chinese words are those
 * of the trade: 批号, 牌号, 净重 and 毛重 as product standards have them labelled on the drum, 稀土总量 and 灼减 as on a
 * certificate of analysis, 运抵国 and 最终用户 as on export papers.
 */

/** By our name: the name in the Chinese template first, then what else is understood. All in lower case. */
const OTHER_NAMES: Readonly<Record<string, readonly [chinese: string, ...others: string[]]>> = {
  time: ['时间', 'date', 'occurred at', 'occurredat', 'date and time', '日期', '发生时间', '日期时间'],
  by: ['记录方', 'signed by', 'recorded by', '填报单位', '申报方'],
  facility: ['厂区', 'site', 'plant', '场所', '设施', '生产场所'],
  reference: ['单号', 'ref', 'event reference', 'run', '参考号', '生产单号', '炉次'],
  note: ['备注', 'notes', 'remark', 'remarks', 'comment', '说明'],
  'on behalf of': ['委托方', 'principal', '被代理方'],
  'event id': ['事件编号', 'event uuid'],
  lot: ['批号', 'lot number', 'lot no', 'lot no.', 'lot id', 'batch', '批次号', '批次', '批次编号'],
  origin: ['来源', 'lot origin', '来源类型', '物料来源'],
  form: ['形态', 'material form', '物料形态', '产品形态'],
  product: ['品名', 'product name', 'material', '产品名称', '物料名称', '名称'],
  grade: ['牌号', 'brand', '等级', '规格'],
  country: ['产地', 'country of origin', '原产国', '原产地', '国家', '原产国(地区)'],
  permit: ['采矿许可证号', 'mining permit', 'permit number', '采矿证号'],
  net: ['净重', 'net mass', 'net weight', 'weight', 'net wet', '净重量', '湿重'],
  gross: ['毛重', 'gross mass', 'gross weight', '毛重量'],
  tare: ['皮重', 'tare mass', 'tare weight', '皮重量'],
  coating: ['镀层重量', 'coating mass', 'coating weight', '涂层重量', '镀层质量'],
  volume: ['体积', 'vol', '液量'],
  pieces: ['数量', 'pcs', 'count', 'number of pieces', '片数', '只数'],
  moisture: ['水分', 'water', 'moisture content', 'h2o', '含水率', '含水量', '水分含量'],
  'loss on ignition': ['灼减', 'loi', '灼减量', '烧失量', '灼烧减量'],
  thorium: ['钍', 'th'],
  uranium: ['铀', 'u'],
  uncertainty: ['不确定度', 'standard uncertainty', '标准不确定度'],
  laboratory: ['检测机构', 'lab', '实验室', '检验单位'],
  method: ['检测方法', 'test method', '分析方法'],
  version: ['检测版本', 'assay version', '报告类型'],
  treo: [
    '稀土总量',
    'reo',
    'total rare-earth oxides',
    'total rare earth oxides',
    '稀土氧化物总量',
    '稀土总量(reo)',
    '稀土总量(treo)',
  ],
  part: ['投入产出', 'in or out', 'direction', '类别'],
  step: ['工序', 'process', 'process step', '工艺', '工艺步骤'],
  'loss kind': ['损失类型', 'kind of loss', 'loss', '损耗类型'],
  circuit: ['回路', 'circuit id', '萃取线', '萃取槽'],
  consumption: ['消费前后', 'consumer', '消费类型'],
  basis: ['结算依据', 'settled on', '依据'],
  reason: ['原因', 'why', '事由', '调整原因'],
  transfer: ['交接单号', 'transfer id', 'delivery note', 'transfer number', '送货单号', '运单号'],
  owner: ['货主', 'new owner', '所有权人', '所有人'],
  consignor: ['发货方', 'sender', 'shipper', '发货人', '发货单位'],
  consignee: ['收货方', 'receiver', 'recipient', '收货人', '收货单位', '境外收货人'],
  carrier: ['承运人', 'haulier', 'transporter', '承运方', '承运单位'],
  unit: ['集装单元号', 'unit id', 'drum', 'drum number', 'pallet', 'container', '桶号', '箱号'],
  'unit seal': ['单元封志号', 'seal of the unit', '桶封号'],
  seals: ['封志号', 'seal', 'seal number', 'seal numbers', '封号', '铅封号', '封签号'],
  expected: ['预计到达时间', 'eta', 'expected at', '预计到货时间'],
  outcome: ['验收结果', 'result', 'acceptance', '收货结果'],
  'rejected lot': ['退回批号', 'returned lot', '拒收批号'],
  discrepancy: ['差异类型', 'kind of discrepancy', '异常类型'],
  'discrepancy note': ['差异说明', 'discrepancy remark', '异常说明'],
  shipment: ['发运批号', 'shipment id', 'shipment number', '装运单号', '货运编号'],
  destination: [
    '运抵国',
    'destination country',
    'country of destination',
    '目的国',
    '最终目的国',
    '运抵国(地区)',
    '最终目的国(地区)',
  ],
  'end user': ['最终用户', 'end-user', 'enduser'],
  declaration: ['报关单号', 'declaration number', 'export declaration', '出口报关单号'],
  'hs code': ['商品编号', 'hs', 'hscode', 'commodity code', '商品编码', '海关编码'],
  'control codes': ['管制编码', 'control code', 'export control codes', '出口管制编码'],
  licence: ['许可证号', 'license', 'licence number', 'export licence', '出口许可证号'],
  port: ['口岸', 'port of exit', '出境口岸', '离境口岸'],
  'exit country': ['出境国', 'country of exit', '启运国'],
  mode: ['运输方式', 'mode of transport', 'transport'],
  agent: ['代理方', 'agent party', '受托方', '代理人'],
  acts: ['授权事项', 'types of events', 'events', '授权范围'],
  until: ['有效期至', 'valid until', 'expires', '截止时间'],
  corrects: ['更正摘要', 'digest', 'event digest', '事件摘要'],
};

const OURS_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(OTHER_NAMES).flatMap(([ours, others]) => [ours, ...others].map((name) => [name, ours] as const)),
);

/** Our name of what a header calls a column; null when it is none that we know. */
export function columnNameOf(name: string): string | null {
  return OURS_BY_NAME.get(name.toLowerCase()) ?? null;
}

/** The name that the Chinese template has. */
export function chineseNameOf(name: string): string {
  return OTHER_NAMES[name]?.[0] ?? name;
}

/** Every name under which a column is understood, ours first. */
export function namesOf(name: string): readonly string[] {
  return [name, ...(OTHER_NAMES[name] ?? [])];
}
