package a
import androidx.compose.material3.*
@Composable
fun Layar(nama: String, ubah: (String) -> Unit) {
    Column {
        IconButton(onClick = { cari() }) {
            Icon(Icons.Default.Search, contentDescription = null)
        }
        FloatingActionButton(onClick = { tambah("a)") }) { Icon(Icons.Default.Add, null) }
        Image(painterResource(R.drawable.peta), contentDescription = null, modifier = Modifier.clickable { buka() })
        Image(painterResource(R.drawable.hias), contentDescription = "")
        Box(Modifier.size(20.dp).clickable { buka() }) { Icon(Icons.Default.Map, null) }
        TextField(value = nama, onValueChange = ubah)
        OutlinedTextField(nama, ubah, placeholder = { Text("Alamat") })
        Text("kecil", fontSize = with(LocalDensity.current) { 12.dp.toSp() })
    }
}
