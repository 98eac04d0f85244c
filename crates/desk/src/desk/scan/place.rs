//! 数字政务门牌: what is served at this door, in plain words (S56).

use super::answer::answer;
use crate::station::Station;
use crate::view::{PlaceItemView, PlaceView, ScanView};

/// Opens the guide of a place.
pub(super) fn take(station: &Station, code: &str) -> ScanView {
    let reference = station.reference();
    let city = &reference.city;
    let Some(place) = city
        .places
        .iter()
        .find(|place| place.code.eq_ignore_ascii_case(code))
    else {
        return unknown(code, station);
    };
    let outlet = city
        .outlets
        .iter()
        .find(|outlet| outlet.code == place.outlet);
    let items: Vec<PlaceItemView> = place
        .items
        .iter()
        .filter_map(|code| reference.catalogue.item(code))
        .map(|item| PlaceItemView {
            code: item.code.clone(),
            short: item.short.clone(),
            name: item.name.clone(),
            plain: item.plain.clone(),
        })
        .collect();
    let say = format!("这里可以办 {} 个事项，请选一个打开。", items.len());
    ScanView {
        place: Some(PlaceView {
            name: place.name.clone(),
            address: place.address.clone(),
            outlet: match outlet {
                Some(outlet) => format!("{}，电话 {}", outlet.name, outlet.phone),
                None => city.outlet_name(&place.outlet),
            },
            hours: city.office_hours.replace(',', "，"),
            items,
        }),
        ..answer("place", "door-plate", &place.name, &say, None)
    }
}

/// A plate begins with its region, so that another city's is told from one that nobody knows.
fn unknown(code: &str, station: &Station) -> ScanView {
    let reference = station.reference();
    let region = code.split('-').next().unwrap_or_default();
    let other = reference
        .city
        .other_cities
        .iter()
        .find(|other| !other.region.is_empty() && other.region == region);
    match other {
        Some(other) => {
            let say = format!(
                "这是{}的门牌，本市没有它的办事指南。请按 F3 直接查找事项。",
                other.name
            );
            answer("invalid", "other_city", "不是本市的门牌", &say, None)
        }
        None => {
            let say = "门牌库里没有这块门牌：可能是新装的或已拆除。请联网更新后再扫，或按 F3 直接查找事项。";
            answer("invalid", "place_unknown", "没有这块门牌", say, None)
        }
    }
}
