//! Traditional characters, so that names and keywords typed in traditional script can be recognised and shown as they should be written.

use std::sync::LazyLock;

use crate::source::QuickMap;

/// Pairs: a traditional character, then its simplified form. Those of the domain's names, of keywords and keys, and common ones.
const PAIRS: &str = "\
規规則则決决結结論论覈核義义調调刪删為为適适當当據据說说説说權权並并達达過过於于屬属個个沒没項项評评數数計计異异係系絕绝對对捨舍\
滿满時时標标準准閾阈錄录認认縣县學学師师級级專专積积樓楼稱称發发佈布單单來来號号條条嚴严詞词選选籤签識识別别應应類类僅仅餘余\
從从責责務务創创間间組组織织領领導导動动總总值值額额構构區区國国園园場场館馆設设備备儀仪課课業业員员訓训練练證证書书養养護护\
輪轮崗岗編编制制費费財财預预薪薪資资績绩優优質质均均衡衡鄉乡鎮镇農农邊边遠远貧贫點点幾几歲岁實实際际齡龄兒儿隨随遷迁孤孤殘残疾疾\
勞劳務务工工題题問问卷卷調调查查監监測测體体藝艺術术樂乐畫画圖图庫库網网絡络電电腦脑機机室室軟软讀读寫写語语歷历史史驗验\
關关於于與与無无從从還还這这裡里裏里會会將将將将開开閉闭長长短短寬宽廣广狹狭輕轻較较多多載载進进退退運运遊游連连達达選选\
辦办協协變变讓让許许該该請请記记訪访談谈議议讨讨討讨論论講讲譯译讀读貫贯購购貿贸賃赁賬账貨货質质贊赞贏赢車车軍军輔辅輸输\
轉转辭辞農农鄰邻配配醫医釋释鋼钢錢钱鍵键鎖锁門门閱阅陽阳陰阴隊队階阶際际難难雜杂離离雙双雲云電电靈灵靜静頁页順顺須须頓顿\
預预頻频顆颗顏颜願愿類类風风飛飞飯饭館馆馬马驅驱驗验體体魚鱼鳥鸟麗丽麥麦黃黄齊齐齒齿龍龙爭争爲为爾尔狀状獎奖獨独環环現现\
產产畢毕療疗發发盡尽監监盤盘眾众睏困確确禮礼禍祸種种穩稳窮穷競竞筆笔節节範范築筑簡简糧粮糾纠紀纪約约紅红納纳級级紙纸細细終终\
組组絡络給给統统絲丝經经綜综維维網网緊紧線线緣缘編编緩缓練练縮缩縱纵總总績绩織织繞绕繪绘繼继續续罰罚罷罢羅罗聖圣聯联聲声職职\
聽听腳脚腦脑臨临舉举舊旧艦舰莊庄華华萬万葉叶蓋盖藍蓝藥药處处術术衛卫衝冲補补裝装複复見见視视親亲覺觉覽览觀观觸触\
億亿傳传債债傷伤傾倾儀仪價价儘尽償偿優优儲储兩两冊册凍冻減减劃划劇剧劉刘勝胜勵励勸劝匯汇區区協协單单卻却參参叢丛吳吴員员\
啟启問问啓启喪丧嗎吗囑嘱團团圍围圓圆執执堅坚報报塊块壓压壞坏壘垒壯壮壽寿夠够夢梦奪夺奮奋婦妇媽妈孫孙寧宁寫写寶宝專专尋寻\
對对導导屆届層层島岛峽峡幣币師师帶带幫帮幹干庫库廠厂廢废彈弹彙汇徑径復复微微徵征德德恆恒悅悦惡恶態态慶庆憂忧憑凭應应懷怀\
戰战戶户拋抛掃扫掛挂採采揚扬換换損损搖摇擁拥擇择擊击擔担據据擬拟擴扩擾扰攝摄收收敗败敵敌斷断昇升晝昼曆历曉晓書书朝朝東东\
極极樞枢樣样橋桥檔档檢检權权次次歡欢歲岁歸归殺杀毀毁氣气決决況况涼凉淺浅溝沟滅灭漢汉漸渐潔洁潛潜濟济灣湾災灾烏乌煙烟熱热";

/// The word in simplified script, if it holds a traditional character.
pub fn simplified(word: &str) -> Option<String> {
    word.chars().any(|c| simple(c) != c).then(|| word.chars().map(simple).collect())
}

/// The pairs by the traditional character.
static TABLE: LazyLock<QuickMap<char, char>> = LazyLock::new(|| {
    let mut table = QuickMap::default();
    let mut pairs = PAIRS.chars();
    while let (Some(old), Some(new)) = (pairs.next(), pairs.next()) {
        table.entry(old).or_insert(new);
    }
    table
});

fn simple(c: char) -> char {
    if c.is_ascii() { c } else { TABLE.get(&c).copied().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_traditional_characters() {
        assert_eq!(simplified("學生數").as_deref(), Some("学生数"));
        assert_eq!(simplified("規則").as_deref(), Some("规则"));
        assert_eq!(simplified("教學及輔助用房面積").as_deref(), Some("教学及辅助用房面积"));
        assert_eq!(simplified("学生数"), None);
        assert_eq!(simplified("students"), None);
    }

    #[test]
    fn the_table_has_pairs() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        // No simplified form is itself turned into something else.
        for word in [
            "学生数",
            "规则",
            "要求",
            "适用",
            "标准包",
            "限值",
            "在校生数",
            "差异系数",
            "工作措施",
            "征收",
            "干部",
            "后勤",
            "复习",
        ] {
            assert_eq!(simplified(word), None, "{word}");
        }
    }
}
