//! `wasm-glue MODULE OUT_DIR OUT_NAME`: what `wasm-bindgen --target web` does, byte for byte, without the HTTP server and client
//! of wasm-bindgen-cli, which take most of its compilation and which only its test runner needs.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        return Err("usage: wasm-glue MODULE OUT_DIR OUT_NAME".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.input_path(module).out_name(name).typescript(true).omit_default_module_path(false);
    Ok(bindgen.generate(folder)?)
}
