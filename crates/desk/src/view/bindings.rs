//! The screens' side of the shapes: one TypeScript file, generated from the Rust ones and compared with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ts_rs::{Config, TS, TypeVisitor};

use super::{
    AppView, BundleView, CamerasView, CardView, CaseRowView, CaseStep, CaseView, CasesQuery,
    CodeView, ConnectionView, DeskView, DeviceSettingsInput, DeviceSettingsView, DeviceView,
    DraftRowView, EnquiriesView, EnquiryInput, EnquiryMove, FaceView, GuideView, InspectInput,
    PageStep, PhoneView, QueueView, RepresentativeInput, RollView, ScanView, SearchHit, SheetView,
    TraceView,
};
use crate::fault::DeskFault;

const HEAD: &str =
    "// Generated from `crates/desk/src/view` by `cargo xtask bindings`. Do not edit.\n";

/// Declarations by name, each with what it is made of.
struct Declared {
    config: Config,
    types: BTreeMap<String, String>,
}

impl TypeVisitor for Declared {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only what has a file of its own is a type of ours; the rest is built in.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        if !self.types.contains_key(&name) {
            self.types.insert(name, T::decl(&self.config));
            T::visit_dependencies(self);
            T::visit_generics(self);
        }
    }
}

fn bindings() -> String {
    let mut declared = Declared {
        // Times and counts here stay far below 2^53.
        config: Config::new().with_large_int("number"),
        types: BTreeMap::new(),
    };
    declared.visit::<AppView>();
    declared.visit::<BundleView>();
    declared.visit::<CamerasView>();
    declared.visit::<CardView>();
    declared.visit::<CaseRowView>();
    declared.visit::<CaseStep>();
    declared.visit::<CaseView>();
    declared.visit::<InspectInput>();
    declared.visit::<CasesQuery>();
    declared.visit::<CodeView>();
    declared.visit::<ConnectionView>();
    declared.visit::<PageStep>();
    declared.visit::<DeskFault>();
    declared.visit::<DeskView>();
    declared.visit::<DeviceSettingsInput>();
    declared.visit::<DeviceSettingsView>();
    declared.visit::<DeviceView>();
    declared.visit::<DraftRowView>();
    declared.visit::<EnquiriesView>();
    declared.visit::<EnquiryInput>();
    declared.visit::<EnquiryMove>();
    declared.visit::<FaceView>();
    declared.visit::<GuideView>();
    declared.visit::<PhoneView>();
    declared.visit::<QueueView>();
    declared.visit::<RepresentativeInput>();
    declared.visit::<RollView>();
    declared.visit::<ScanView>();
    declared.visit::<SearchHit>();
    declared.visit::<SheetView>();
    declared.visit::<TraceView>();
    let mut file = HEAD.to_owned();
    for declaration in declared.types.values() {
        file.push_str("\nexport ");
        file.push_str(&plain(declaration));
        file.push('\n');
    }
    file
}

/// On one line and without the comments: they stand at the Rust shapes.
fn plain(declaration: &str) -> String {
    let comment = |line: &&str| line.starts_with("/**") || line.starts_with(" *");
    declaration.lines().filter(|line| !comment(line)).collect()
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/host/bindings.ts")
}

#[test]
fn export_bindings() {
    let fresh = bindings();
    if std::env::var_os("ZC_WRITE_BINDINGS").is_some_and(|leave| leave == "1") {
        std::fs::write(committed(), &fresh).expect("ui/src/host is there");
        return;
    }
    let held = std::fs::read_to_string(committed()).expect("ui/src/host/bindings.ts is committed");
    assert!(
        held == fresh,
        "ui/src/host/bindings.ts is stale: run `cargo xtask bindings`"
    );
}
