//! 办事指南码: opens its item, and says whether the paper it stood on is still right (S19).

use domain::catalogue::Item;

use super::super::{Desk, locked};
use super::answer::answer;
use super::choose::{Offered, yes};
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::ScanView;

impl Desk {
    /// Asks first where papers or a signature of another item lie on the desk: they would go with it.
    pub(super) async fn take_guide(
        &self,
        station: &Station,
        code: &str,
        version: Option<&str>,
    ) -> Outcome<ScanView> {
        let reference = station.reference();
        let Some(item) = reference.catalogue.item(code) else {
            return Ok(unknown());
        };
        let draft = locked(&self.0.draft).clone();
        let other = draft
            .item
            .as_ref()
            .is_some_and(|(held, _)| *held != item.code);
        if other && (!draft.lines.is_empty() || draft.signature.is_some()) {
            let say = "换成这个事项，桌上已收的材料和签名要重新收。不换请按 Esc；要分开办，先按 F11 换下一位。";
            let way = (
                Offered::Item(code.to_owned(), version.map(str::to_owned)),
                yes("换成这个事项", item.name.clone()),
            );
            return Ok(self.offer(("item_ask", "要换事项吗", say), vec![way]));
        }
        self.open_guide(station, code, version).await
    }

    pub(super) async fn open_guide(
        &self,
        station: &Station,
        code: &str,
        version: Option<&str>,
    ) -> Outcome<ScanView> {
        let reference = station.reference();
        let Some(item) = reference.catalogue.item(code) else {
            return Ok(unknown());
        };
        let desk = self.choose_item(code).await?;
        let (code, say) = said(item, version);
        Ok(answer("item", code, "已打开事项", &say, Some(desk)))
    }
}

/// Whether the guide is of the version that is in force here.
fn said(item: &Item, version: Option<&str>) -> (&'static str, String) {
    let (name, now) = (&item.name, item.version);
    let Some(version) = version else {
        let say = format!("这是“{name}”的事项编码，没有写版本，已按现行第 {now} 版打开。");
        return ("item-guide", say);
    };
    match version.parse::<u32>() {
        Ok(same) if same == now => (
            "item-guide",
            format!("这是“{name}”的办事指南码，与现行第 {now} 版一致。"),
        ),
        Ok(older) if older < now => (
            "guide_older",
            format!(
                "办事人手里的指南是第 {older} 版，现行是第 {now} 版（{} 起施行），已按现行版打开。请告诉办事人以现行版为准，材料和时限可能有变。",
                item.effective
            ),
        ),
        Ok(newer) => (
            "guide_newer",
            format!(
                "办事人手里的指南是第 {newer} 版，本机事项库只到第 {now} 版，已按第 {now} 版打开。请先联网更新事项库，再告诉办事人要带什么。"
            ),
        ),
        Err(_) => (
            "item-guide",
            format!("指南码上的版本认不出，已按现行第 {now} 版打开“{name}”。请以现行版为准。"),
        ),
    }
}

fn unknown() -> ScanView {
    let say = "本机事项库里没有这个事项：可能是别的城市的指南，或已取消。请联网更新事项库后再扫，或按 F3 查找事项名称。";
    answer("invalid", "item_unknown", "没有这个事项", say, None)
}
