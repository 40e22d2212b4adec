import { registry } from "@web/core/registry";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { useFileUploader } from "@web/core/utils/files";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

import { useRef } from "@odoo/owl";

/** The files of a bank: chosen with the button, or dropped on the field. */
export class BankFilesField extends Many2ManyBinaryField {
    static template = "ar_sync_bank.BankFilesField";

    setup() {
        super.setup();
        this.uploadFiles = useFileUploader();
        this.target = useRef("target");
        useDropzone(this.target, (event) => this.onDrop(event));
    }

    async onDrop(event) {
        const answer = await this.uploadFiles("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            model: this.props.record.resModel,
            id: this.props.record.resId || 0,
            ufile: [...event.dataTransfer.files],
        });
        if (answer) {
            await this.onFileUploaded(answer);
        }
    }
}

registry.category("fields").add("ar_bank_files", { ...many2ManyBinaryField, component: BankFilesField });
