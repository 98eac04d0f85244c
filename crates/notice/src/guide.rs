//! 办事指南: what an item asks for, for the citizen to take along (S19, S56).

use serde::Serialize;
use serde_json::{Value, json};

use crate::Fee;

/// A guide, ready to print: every text final, an empty one prints as a dash. Nothing of a citizen stands on it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// A guide of the practice realm: 练习 across every page.
    pub practice: bool,
    /// The realm, for example 练习市.
    pub realm_name: String,
    /// The outlet it is handed out at.
    pub outlet: String,
    /// 实施机关.
    pub body: String,
    /// 事项名称.
    pub item_name: String,
    /// 实施编码.
    pub item_code: String,
    /// The version of the item's catalogue entry, and since when it holds.
    pub item_version: String,
    /// One plain sentence that says what it is.
    pub plain: String,
    /// 办理对象.
    pub applicants: String,
    /// 办件类型.
    pub handling: String,
    /// 法定时限.
    pub statutory: String,
    /// 承诺时限.
    pub promised: String,
    /// 办理结果.
    pub result: String,
    /// 咨询电话.
    pub phone: String,
    /// 监督电话.
    pub supervise_phone: String,
    /// 情形: questions with the answer that the list below is for. Empty: the list is for all situations.
    pub situation: Vec<(String, String)>,
    /// 申请材料.
    pub materials: Vec<Wanted>,
    /// 收费; empty: nothing is charged.
    pub fees: Vec<Fee>,
    /// 设定依据.
    pub basis: Vec<String>,
    /// 温馨提示.
    pub hints: Vec<String>,
    /// The day it was printed, formatted; it becomes the date of the PDF file.
    pub issued_at: String,
    /// What the QR code says: the item's stable code and version.
    pub qr_text: String,
}

/// One material on a guide.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// 材料名称.
    pub name: String,
    /// 形式.
    pub form: String,
    /// 份数; 0 prints a dash.
    pub copies: u32,
    /// Who issues it.
    pub issuer: String,
    /// What the citizen is spared, or when it is wanted: 电子证照可免交, 可容缺补交, 仅…
    pub note: String,
}

impl Guide {
    /// As the template reads it; the frame of all papers wants its own fields beside.
    pub(crate) fn data(&self) -> Value {
        let mut data = json!({
            "number": "", "provisional": false, "document_no": null, "copy": 0, "clerk": "",
            "clerk_phone": self.phone, "submitted": [], "lacking": [], "gaps": [], "extra": [],
            "title": "办事指南",
        });
        if let (Value::Object(all), Value::Object(own)) = (&mut data, json!(self)) {
            all.extend(own);
        }
        data
    }
}
