//! Names are data: whatever they hold is printed as it is, or refused whole.

mod citizen;

use citizen::{Printed, paper, signature, squeeze};
use notice::{CodePoints, Kind, NoticeError, Press, render};

/// What would do harm if any of it were read as markup, code or JSON.
const MARKUP: [&str; 10] = [
    "#eval(\"1+1\")",
    "#panic()",
    "*粗体*_斜体_`代码`",
    "= 标题",
    "$x^2$ \\ @ref <label>",
    "// 注释 /* 块 */",
    "\"},{\"kind\":\"receipt\"",
    "]#set page(fill: black)[",
    "#image(\"/etc/passwd\")",
    "~—-?--'\"…\\u{41}",
];

#[test]
fn markup_in_a_name_is_printed_literally() {
    for kind in Kind::ALL {
        for name in MARKUP {
            let mut given = paper(kind);
            given.applicant.name = name.into();
            given.extra = vec![("备注".into(), name.into())];
            let text = Printed::new(&render(&given).unwrap()).text();
            let times = text.matches(&squeeze(name)).count();
            assert!(times >= 2, "{kind:?} {name}: {times} in {text}");
        }
    }
}

/// Words from `pdftotext -bbox` must lie inside the type area.
#[test]
fn long_names_wrap_within_the_page() {
    let names = [
        "阿卜杜热合曼·艾合麦提江·吐尔逊"
            .repeat(3)
            .chars()
            .take(40)
            .collect::<String>(),
        "W".repeat(40),
        "江口县很长很长的有限责任公司".repeat(8),
    ];
    for kind in Kind::ALL {
        for name in &names {
            let mut given = paper(kind);
            given.applicant.name.clone_from(name);
            given.applicant.id.clone_from(name);
            given.item_name.clone_from(name);
            given.body.clone_from(name);
            for line in &mut given.submitted {
                line.name.clone_from(name);
                line.form.clone_from(name);
            }
            let printed = Printed::new(&render(&given).unwrap());
            assert!(printed.text().contains(name.as_str()), "{kind:?}");
            printed.assert_inside_margins();
        }
    }
}

#[test]
fn rare_characters_and_minority_names_are_printed() {
    for name in ["覃㛃", "𬭚", "艾力·麦麦提", "龘靐齉", "〇", "ÀÉÏ ñ"] {
        let mut given = paper(Kind::Receipt);
        given.applicant.name = name.into();
        let text = Printed::new(&render(&given).unwrap()).text();
        assert!(text.contains(&squeeze(name)), "{name}");
    }
}

#[test]
fn a_character_without_a_glyph_is_named_by_its_code_point_only() {
    let mut given = paper(Kind::Receipt);
    given.applicant.name = "王𠮷😀".into();
    given.clerk = "𠮷".into();
    let refused = render(&given).err().unwrap();
    let NoticeError::MissingGlyph(CodePoints(mut codes)) = refused.clone() else {
        panic!("{refused:?}");
    };
    codes.sort_unstable();
    assert_eq!(codes, [0x1F600, 0x20BB7]);
    let said = format!("{refused} {refused:?}");
    assert!(said.contains("U+20BB7") && !said.contains('王') && !said.contains('𠮷'));
}

#[test]
fn invisible_characters_that_could_reorder_a_name_are_refused() {
    for (hidden, code) in [('\u{202E}', 0x202E), ('\u{200B}', 0x200B), ('\0', 0)] {
        let mut given = paper(Kind::Receipt);
        given.applicant.name = format!("王{hidden}明");
        let wanted = NoticeError::MissingGlyph(CodePoints(vec![code]));
        assert_eq!(render(&given).err(), Some(wanted));
    }
}

#[test]
fn line_ends_and_tabs_from_a_form_are_plain_space() {
    let mut given = paper(Kind::Receipt);
    given.applicant.name = "王\r\n明\t亮".into();
    let text = Printed::new(&render(&given).unwrap()).text();
    assert!(text.contains("王明亮"));
}

#[test]
fn a_broken_signature_is_refused() {
    let whole = signature();
    for png in [
        vec![],
        b"GIF89a".to_vec(),
        whole[..whole.len() / 3].to_vec(),
    ] {
        let mut given = paper(Kind::ToleranceCommitment);
        given.signature_png = Some(png);
        assert_eq!(render(&given).err(), Some(NoticeError::Signature));
    }
}

#[test]
fn a_text_too_long_for_a_code_is_refused() {
    let mut given = paper(Kind::Receipt);
    given.qr_text = "办".repeat(2000);
    assert_eq!(render(&given).err(), Some(NoticeError::Code));
}

#[test]
fn a_file_that_is_no_font_is_refused() {
    let refused = Press::with_fonts(vec![b"not a font".to_vec()]).err();
    assert_eq!(refused, Some(NoticeError::Font));
}

#[test]
fn an_empty_paper_still_prints() {
    let mut given = paper(Kind::OneTimeNotice);
    given.applicant = citizen::party("");
    given.qr_text = String::new();
    given.submitted.clear();
    given.gaps.clear();
    given.item_name = String::new();
    given.body = String::new();
    given.outlet = String::new();
    assert!(render(&given).is_ok());
}
