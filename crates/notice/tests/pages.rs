//! Long lists flow on, and the same paper is always the same file.

mod citizen;

use citizen::{Printed, line, paper, provisional};
use notice::{Kind, Press, render};

#[test]
fn forty_materials_flow_over_pages_with_head_and_page_numbers() {
    let mut given = paper(Kind::Receipt);
    given.submitted = (1..=40)
        .map(|at| {
            line(
                &format!("第{at}号材料及其附件说明"),
                "纸质",
                "原件",
                at,
                "核对",
            )
        })
        .collect();
    let printed = Printed::new(&render(&given).unwrap());
    assert!(printed.pages >= 2);
    for page in 1..=printed.pages {
        let text = printed.page(page);
        assert!(
            text.contains(&format!("第{page}页共{}页", printed.pages)),
            "{text}"
        );
        assert!(text.contains("江口县江口镇便民服务中心"));
        if page > 1 {
            assert!(
                text.contains("收件凭证（续）办件编号430400-2026-00001234"),
                "{text}"
            );
        }
    }
    assert!(printed.page(2).contains("序号材料名称来源形式份数备注"));
    let all = printed.text();
    assert!((1..=40).all(|at| all.contains(&format!("第{at}号材料及其附件说明"))));
}

#[test]
fn a_normal_receipt_is_one_sheet_even_when_provisional() {
    assert_eq!(render(&paper(Kind::Receipt)).unwrap().pages, 1);
    assert_eq!(render(&provisional(Kind::Receipt)).unwrap().pages, 1);
}

#[test]
fn the_same_paper_is_the_same_file_on_any_press() {
    let first = Press::new().unwrap();
    let second = Press::new().unwrap();
    for kind in Kind::ALL {
        let bytes = first.print(&paper(kind)).unwrap().bytes;
        first.print(&paper(Kind::Receipt)).unwrap();
        assert!(first.print(&paper(kind)).unwrap().bytes == bytes);
        assert!(second.print(&paper(kind)).unwrap().bytes == bytes);
        let mut other = paper(kind);
        other.number.push('5');
        assert!(first.print(&other).unwrap().bytes != bytes);
    }
}

#[test]
fn a_paper_is_an_archive_file_of_modest_size() {
    for kind in Kind::ALL {
        let pdf = render(&paper(kind)).unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
        assert!(
            pdf.bytes
                .windows(24)
                .any(|part| part == b"<pdfaid:part>2</pdfaid:p")
        );
        assert!(pdf.bytes.len() < 200_000, "{}", pdf.bytes.len());
    }
}
